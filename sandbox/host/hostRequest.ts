/** One HTTP request to the host, read to its end. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface HostRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** The host's own limit, 104,857,600 bytes (Azure Functions HTTP trigger, "Limits"). */
const MOST_BYTES = 100 * 1024 * 1024;

/** Resolves with undefined when the body is larger than the host takes; the rest of it is read and dropped. */
export async function readRequest(req: IncomingMessage): Promise<HostRequest | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length <= MOST_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length > MOST_BYTES) return undefined;
  return {
    method: req.method ?? 'GET',
    // Put together rather than resolved: a path that starts with two slashes is no host name.
    url: new URL(`http://${req.headers.host ?? 'localhost'}${req.url ?? '/'}`),
    headers: req.headers,
    bytes: Buffer.concat(chunks),
  };
}
