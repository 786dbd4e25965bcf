/** Cuts a list into the pages a vault serves, and names the way to the next one. */
import type { SimRequest, SimResponse } from '../kit/simulator';
import { badParameter } from './vaultRefusal';

const MOST = 25;

interface Entry {
  /** The list is sorted by it, and the next page begins after it. */
  readonly key: string;
  readonly body: object;
}

function sizeOf(query: URLSearchParams): number {
  const size = Number(query.get('maxresults') ?? MOST);
  if (!Number.isInteger(size) || size < 1 || size > MOST) throw badParameter();
  return size;
}

export function pageOf(entries: readonly Entry[], { query, path }: SimRequest, url: string): SimResponse {
  const size = sizeOf(query);
  const after = Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString();
  const rest = entries.toSorted((one, other) => (one.key < other.key ? -1 : 1)).filter(({ key }) => key > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const next = new URLSearchParams({
    'api-version': query.get('api-version') ?? '',
    $skiptoken: Buffer.from(last?.key ?? '').toString('base64url'),
    maxresults: String(size),
  });
  // The service sends null on the last page; its contract knows a text or nothing, so nothing it is.
  const nextLink = rest.length > size ? `${url}${path}?${next}` : undefined;
  return { status: 200, body: { value: page.map(({ body }) => body), nextLink } };
}
