/** Reads a request body up to a limit, without trusting what the request says about its length. */
import type { HttpRequest } from '@azure/functions';
import { RequestRefused } from './problem';

/** A connection needs less than one; the rest is room for long names. */
const MAX_KIB = 16;
const MAX_BYTES = MAX_KIB * 1024;

export type Json =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly detail: string };

/** Throws RequestRefused with 413 when the body is over the limit. */
export async function readJson(request: HttpRequest): Promise<Json> {
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

const tooLarge = () =>
  new RequestRefused({
    type: 'body-too-large',
    status: 413,
    title: 'The body is too large.',
    detail: `A connection takes up to ${MAX_KIB} KiB.`,
  });
