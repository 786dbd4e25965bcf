/** Reads what a request says, believing none of it: name, parameters and body, with everything that is wrong told at once. */
import type { HttpRequest } from '@azure/functions';
import type * as z from 'zod';
import { connectionNameSchema } from '../contract/connectionSpec';
import { type FieldProblem, fieldProblems, invalidRequest, refusal } from './problem';

/** Throws RequestRefused when the path holds no name a connection can have. */
export function readName(request: HttpRequest): string {
  const name = connectionNameSchema.safeParse(request.params['name']);
  if (name.success) return name.data;
  throw invalidRequest(nameProblems(name.error.issues));
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

const nameProblems = (issues: Parameters<typeof fieldProblems>[0]) =>
  issues.map(({ message }) => ({ pointer: 'name', detail: message }));

/**
 * False where one is left out. Throws RequestRefused for any other value and any other parameter: a typing error must
 * not do for real what was only to be looked at, nor remove what was to be kept.
 */
export function readFlags<Name extends string>(
  { query }: HttpRequest,
  names: readonly Name[],
): Readonly<Record<Name, boolean>> {
  const errors: FieldProblem[] = [];
  const known: readonly string[] = [...names, 'code'];
  for (const name of new Set(query.keys()))
    if (!known.includes(name)) errors.push({ pointer: name, detail: 'is not a parameter of this request' });
  for (const name of names)
    if (query.getAll(name).some((value) => value !== 'true' && value !== 'false'))
      errors.push({ pointer: name, detail: 'must be true or false' });
  if (errors.length > 0) throw invalidRequest(errors);
  // Every name has its value: TypeScript cannot follow that through the entries.
  return Object.fromEntries(names.map((name) => [name, query.get(name) === 'true'])) as Record<Name, boolean>;
}

/** A connection needs less than one; the rest is room for long names. */
const MAX_KIB = 16;
const MAX_BYTES = MAX_KIB * 1024;

type Json =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly detail: string };

/** Up to a limit, whatever the request says about its length. Throws RequestRefused with 413 when the body is over it. */
async function readJson(request: HttpRequest): Promise<Json> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return { kind: 'malformed', detail: 'The body is missing: send the connection as JSON.' };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'malformed', detail: 'The body is not JSON.' };
  }
}

const tooLarge = () => refusal('body-too-large', `A connection takes up to ${MAX_KIB} KiB.`);
