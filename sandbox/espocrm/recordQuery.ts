/** Lists records the way EspoCRM's list routes do: by conditions, in an order, a page at a time. */
import type { SimRequest } from '../kit/simulator';
import { badRequest } from './espoRefusal';
import { isTrue } from './phpValues';

type Row = Readonly<Record<string, unknown>>;
type Condition = (row: Row) => boolean;

const difference = (actual: unknown, value: string): number =>
  typeof actual === 'number' ? actual - Number(value) : String(actual).localeCompare(value);

/** As in a database, what is nothing is neither equal, more nor less. */
const compared = (holds: (difference: number) => boolean) => (actual: unknown, value: string) =>
  actual !== null && actual !== undefined && holds(difference(actual, value));

const isNothing = (actual: unknown) => actual === null || actual === undefined;

/** EspoCRM source, Core/Select/Where/ItemGeneralConverter.php; those that somebody here asks for. */
const TYPES: Readonly<Record<string, (actual: unknown, value: string) => boolean>> = {
  equals: (actual, value) => !isNothing(actual) && String(actual) === value,
  notEquals: (actual, value) => !isNothing(actual) && String(actual) !== value,
  greaterThan: compared((by) => by > 0),
  greaterThanOrEquals: compared((by) => by >= 0),
  lessThan: compared((by) => by < 0),
  lessThanOrEquals: compared((by) => by <= 0),
  isTrue: (actual) => isTrue(actual),
  isFalse: (actual) => !isTrue(actual),
  isNull: isNothing,
  isNotNull: (actual) => !isNothing(actual),
};

/** `where[0][type]=equals&where[0][attribute]=name&where[0][value]=...`, any number of them. */
function conditionsOf(query: URLSearchParams): readonly Condition[] {
  const starts = [...query.keys()].flatMap((key) => /^(where\[\d+\])\[type\]$/.exec(key)?.[1] ?? []);
  return starts.map((start) => {
    const type = query.get(`${start}[type]`) ?? '';
    const holds = TYPES[type];
    if (!holds) throw badRequest(`Unknown where item type '${type}'.`);
    const attribute = query.get(`${start}[attribute]`) ?? '';
    const value = query.get(`${start}[value]`) ?? '';
    return (row) => holds(row[attribute], value);
  });
}

export interface Order {
  readonly by: string;
  readonly order: 'asc' | 'desc';
}

function orderOf(query: URLSearchParams, usual: Order | undefined): Order | undefined {
  const by = query.get('orderBy') ?? usual?.by;
  if (by === undefined) return undefined;
  const order = query.get('order') ?? (query.has('orderBy') ? 'asc' : usual?.order);
  return { by, order: order === 'desc' ? 'desc' : 'asc' };
}

function ordered(rows: readonly Row[], { by, order }: Order): readonly Row[] {
  const sorted = rows.toSorted((one, other) => difference(one[by], String(other[by])));
  return order === 'desc' ? sorted.reverse() : sorted;
}

/** Page limits, as EspoCRM's own list size of 20 when none is asked for. `usual`: the order when none is asked for. */
export function listed(
  { query }: SimRequest,
  rows: readonly Row[],
  usual?: Order,
): { total: number; list: readonly Row[] } {
  const conditions = conditionsOf(query);
  const order = orderOf(query, usual);
  const found = rows.filter((row) => conditions.every((holds) => holds(row)));
  const offset = Number(query.get('offset') ?? 0);
  const size = Number(query.get('maxSize') ?? 20);
  return { total: found.length, list: (order ? ordered(found, order) : found).slice(offset, offset + size) };
}
