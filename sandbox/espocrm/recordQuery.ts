/** Lists records the way EspoCRM's list routes do, as far as looking something up by a value goes. */
import type { SimRequest } from '../kit/simulator';

type Row = Readonly<Record<string, unknown>>;

/** `where[0][type]=equals&where[0][attribute]=name&where[0][value]=...`, any number of them. */
function conditionsOf(query: URLSearchParams): readonly { readonly attribute: string; readonly value: string }[] {
  const starts = [...query.keys()].flatMap((key) => /^(where\[\d+\])\[type\]$/.exec(key)?.[1] ?? []);
  return starts
    .filter((start) => query.get(`${start}[type]`) === 'equals')
    .map((start) => ({
      attribute: query.get(`${start}[attribute]`) ?? '',
      value: query.get(`${start}[value]`) ?? '',
    }));
}

/** Page limits, as EspoCRM's own list size of 20 when none is asked for. */
export function listed({ query }: SimRequest, rows: readonly Row[]): { total: number; list: readonly Row[] } {
  const conditions = conditionsOf(query);
  const found = rows.filter((row) => conditions.every(({ attribute, value }) => String(row[attribute]) === value));
  const offset = Number(query.get('offset') ?? 0);
  const size = Number(query.get('maxSize') ?? 20);
  return { total: found.length, list: found.slice(offset, offset + size) };
}
