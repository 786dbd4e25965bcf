/** Reads the connection a request asks for: name from the path, specification from the body. */
import type { HttpRequest } from '@azure/functions';
import { connectionNameSchema } from '../contract/connectionName';
import { connectionBodySchema, toSpec } from '../contract/connectionSpec';
import type { ConnectionSpec } from '../core/connection';
import { fieldProblems, RequestRefused } from './problem';
import { readJson } from './readJson';

const invalid = (errors: ReturnType<typeof fieldProblems>) =>
  new RequestRefused({
    type: 'invalid-request',
    status: 400,
    title: 'The request is not valid.',
    detail: `${errors.length === 1 ? 'One thing is' : `${errors.length} things are`} wrong with it; nothing was stored.`,
    errors,
  });

/** Throws RequestRefused when the path holds no name a connection can have. */
export function readName(request: HttpRequest): string {
  const name = connectionNameSchema.safeParse(request.params['name']);
  if (name.success) return name.data;
  throw invalid(nameProblems(name.error.issues));
}

/** Throws RequestRefused with everything that is wrong with name and body. */
export async function readConnection(request: HttpRequest): Promise<ConnectionSpec> {
  const name = connectionNameSchema.safeParse(request.params['name']);
  const json = await readJson(request);
  const body = json.kind === 'json' ? connectionBodySchema.safeParse(json.value, { reportInput: true }) : undefined;
  if (name.success && body?.success) return toSpec(name.data, body.data);
  throw invalid([
    ...nameProblems(name.error?.issues ?? []),
    ...(json.kind === 'malformed' ? [{ pointer: '#', detail: json.detail }] : []),
    ...fieldProblems(body?.error?.issues ?? []),
  ]);
}

const nameProblems = (issues: Parameters<typeof fieldProblems>[0]) =>
  issues.map(({ message }) => ({ pointer: 'name', detail: message }));
