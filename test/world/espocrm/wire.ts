/** A request to EspoCRM by where it goes to, and a reply. */
import type { HttpReply, HttpRequest } from '../../../src/adapters/http/http';

export interface Asked {
  readonly method: HttpRequest['method'];
  /** Below `api/v1`, and below the portal's part of it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly portal: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export function askedBy({ method, url, body }: HttpRequest): Asked {
  const { pathname, searchParams } = new URL(url);
  const [, portal, path = ''] = /\/api\/v1\/(?:portal-access\/([^/]+)\/)?(.*)$/.exec(pathname) ?? [];
  return { method, path, query: searchParams, portal, body: { ...body } };
}

export const reply = (status: number, json?: unknown): HttpReply => ({
  status,
  json,
  headers: { 'content-type': 'application/json' },
});

/** From a fault, a ban or whatever stands before it: not in JSON. */
export const refusal = (status: number): HttpReply => ({
  status,
  json: undefined,
  headers: { 'content-type': 'text/html' },
});

/** The name that a list route is to filter by. */
export const nameWanted = ({ query }: Asked): string | null => query.get('where[0][value]');
