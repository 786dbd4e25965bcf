/** Graph's query parameters: selecting, filtering, searching, ordering and paging. */
import type { SimRequest, SimResponse } from '../kit/simulator';
import { graphRefusals } from './graphRefusal';
import { type Item, parseFilter } from './odataFilter';

export interface EntitySet {
  /** As in the context, for example `applications`. */
  readonly name: string;
  /** For error texts, for example `application`. */
  readonly type: string;
  /** Names of its properties. */
  readonly properties: readonly string[];
  readonly graphUrl: string;
}

const DEFAULT_PAGE = 100;
const MAX_PAGE = 999;

function selected({ query }: SimRequest, { type, properties }: EntitySet): readonly string[] | undefined {
  const names = query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  const unknown = names?.find((name) => !properties.includes(name));
  if (unknown !== undefined)
    throw graphRefusals.badQuery(
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${type}'.`,
    );
  return names;
}

const picked = (item: Item, names: readonly string[] | undefined): Item =>
  names ? Object.fromEntries(names.map((name) => [name, item[name]])) : item;

const contextOf = ({ graphUrl, name }: EntitySet, names: readonly string[] | undefined, tail = '') =>
  `${graphUrl}/v1.0/$metadata#${name}${names ? `(${names.join(',')})` : ''}${tail}`;

/** `expanded`: what $expand adds, whatever is selected. */
export function entityAnswer(
  request: SimRequest,
  set: EntitySet,
  item: Item,
  status = 200,
  expanded: Item = {},
): SimResponse {
  const names = selected(request, set);
  return { status, body: { '@odata.context': contextOf(set, names, '/$entity'), ...picked(item, names), ...expanded } };
}

/** `"displayName:word"`, or the word alone. */
function searchTest(search: string): (item: Item) => boolean {
  const [, name = 'displayName', word = ''] = /^"?(?:(\w+):)?([^"]*)"?$/.exec(search) ?? [];
  return (item) =>
    String(item[name] ?? '')
      .toLowerCase()
      .includes(word.toLowerCase());
}

function sorted(items: readonly Item[], order: string): readonly Item[] {
  const [name = '', direction = 'asc'] = order.trim().split(/\s+/);
  const sign = direction === 'desc' ? -1 : 1;
  return [...items].sort((a, b) => sign * String(a[name]).localeCompare(String(b[name])));
}

function chosen({ query, headers }: SimRequest, { properties }: EntitySet, items: readonly Item[]): readonly Item[] {
  const search = query.get('$search');
  const order = query.get('$orderby');
  const source = query.get('$filter');
  const filter = source === null ? undefined : parseFilter(source, (name) => properties.includes(name));
  const isEventual = headers['consistencylevel']?.toLowerCase() === 'eventual';
  if (search !== null && !isEventual)
    throw graphRefusals.unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  const isAdvanced = filter?.advanced === true || (filter !== undefined && order !== null);
  if (isAdvanced && !(isEventual && (search !== null || query.get('$count') === 'true')))
    throw graphRefusals.unsupportedQuery('Unsupported Query.');
  const found = items.filter(filter?.test ?? (() => true)).filter(search === null ? () => true : searchTest(search));
  return order === null ? found : sorted(found, order);
}

function pageOf({ query }: SimRequest): { readonly size: number; readonly start: number } {
  const size = Number(query.get('$top') ?? DEFAULT_PAGE);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    throw graphRefusals.badRequest(
      `Invalid page size specified: '${query.get('$top')}'. Must be between 1 and ${MAX_PAGE} inclusive.`,
    );
  const token = query.get('$skiptoken');
  const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start)) throw graphRefusals.badQuery('Skip token is invalid.');
  return { size, start };
}

export function listAnswer(request: SimRequest, set: EntitySet, items: readonly Item[]): SimResponse {
  const names = selected(request, set);
  const found = chosen(request, set, items);
  const { size, start } = pageOf(request);
  const end = start + size;
  const next = new URL(`${set.graphUrl}${request.url.pathname}${request.url.search}`);
  next.searchParams.set('$skiptoken', Buffer.from(String(end)).toString('base64url'));
  // Without the header a count is ignored, not refused (aad-advanced-queries.md).
  const counts = request.query.get('$count') === 'true' && request.headers['consistencylevel'] !== undefined;
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(set, names),
      ...(counts && { '@odata.count': found.length }),
      ...(end < found.length && { '@odata.nextLink': next.href }),
      value: found.slice(start, end).map((item) => picked(item, names)),
    },
  };
}
