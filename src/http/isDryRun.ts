/** Reads the `dryRun` parameter of a request. */
import type { HttpRequest } from '@azure/functions';
import { RequestRefused } from './problem';

/** Throws RequestRefused for anything but `true`, `false` or nothing: a typing error must not provision for real. */
export function isDryRun({ query }: HttpRequest): boolean {
  const value = query.get('dryRun') ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new RequestRefused({
    type: 'invalid-request',
    status: 400,
    title: 'The request is not valid.',
    detail: 'One thing is wrong with it; nothing was stored.',
    errors: [{ pointer: 'dryRun', detail: 'must be true or false' }],
  });
}
