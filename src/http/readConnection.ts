/** Reads the connection a request asks for: name from the path, specification from the body. */
import type { HttpRequest } from '@azure/functions';
import * as z from 'zod';
import { type AddressRules, addressProblem } from '../adapters/http/addressGuard';
import { connectionNameSchema } from '../contract/connectionName';
import { connectionBodySchema, toSpec } from '../contract/connectionSpec';
import type { ConnectionSpec } from '../core/connection';
import { type FieldProblem, fieldProblems, invalidRequest } from './problem';
import { readJson } from './readJson';

/** Throws RequestRefused when the path holds no name a connection can have. */
export function readName(request: HttpRequest): string {
  const name = connectionNameSchema.safeParse(request.params['name']);
  if (name.success) return name.data;
  throw invalidRequest(nameProblems(name.error.issues));
}

/** Throws RequestRefused with everything that is wrong with name and body. */
export async function readConnection(request: HttpRequest, addresses: AddressRules): Promise<ConnectionSpec> {
  const { name, body } = await readNamed(request, connectionBodySchema, (value, fields) =>
    urlProblems(value, fields, addresses),
  );
  return toSpec(name, body);
}

/** What else is wrong with a body, beside the problems of its fields. */
type FurtherProblems = (body: unknown, fields: readonly FieldProblem[]) => readonly FieldProblem[];

/** Throws RequestRefused with everything that is wrong with the name in the path and with the body. */
export async function readNamed<T extends z.ZodType>(
  request: HttpRequest,
  schema: T,
  further: FurtherProblems = () => [],
): Promise<{ readonly name: string; readonly body: z.output<T> }> {
  const name = connectionNameSchema.safeParse(request.params['name']);
  const json = await readJson(request);
  const body = json.kind === 'json' ? schema.safeParse(json.value, { reportInput: true }) : undefined;
  const fields = fieldProblems(body?.error?.issues ?? []);
  const others = json.kind === 'json' ? further(json.value, fields) : [];
  if (name.success && body?.success && others.length === 0) return { name: name.data, body: body.data };
  throw invalidRequest([
    ...nameProblems(name.error?.issues ?? []),
    ...(json.kind === 'malformed' ? [{ pointer: '#', detail: json.detail }] : []),
    ...fields,
    ...others,
  ]);
}

const URL_POINTER = '#/espocrmUrl';
const addressSchema = z.looseObject({ espocrmUrl: z.string() });

/** What the guard will refuse whatever the name leads to, unless the address is wrong in another way already. */
function urlProblems(body: unknown, fields: readonly FieldProblem[], addresses: AddressRules): FieldProblem[] {
  const url = addressSchema.safeParse(body).data?.espocrmUrl;
  if (url === undefined || fields.some(({ pointer }) => pointer === URL_POINTER)) return [];
  const detail = addressProblem(url, addresses);
  return detail === undefined ? [] : [{ pointer: URL_POINTER, detail }];
}

const nameProblems = (issues: Parameters<typeof fieldProblems>[0]) =>
  issues.map(({ message }) => ({ pointer: 'name', detail: message }));
