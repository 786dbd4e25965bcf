/** The part of OData's $filter that Graph knows for applications, read into a test. */
import { graphRefusals } from './graphRefusal';

export type Item = Readonly<Record<string, unknown>>;

export interface Filter {
  /** Needs ConsistencyLevel: eventual and $count=true (aad-advanced-queries.md). */
  readonly advanced: boolean;
  readonly test: (item: Item) => boolean;
}

const TOKEN = /\s*(?:(?<text>'(?:[^']|'')*')|(?<mark>[(),:])|(?<word>[\w./@+-]+))/y;

const invalid = () => graphRefusals.badQuery('Invalid filter clause.');

function tokensOf(source: string): string[] {
  const tokens: string[] = [];
  const scan = new RegExp(TOKEN);
  while (scan.lastIndex < source.trimEnd().length) {
    const match = scan.exec(source);
    if (!match) throw invalid();
    tokens.push(match[0].trim());
  }
  return tokens;
}

const lower = (value: unknown) => (value === null || value === undefined ? 'null' : String(value).toLowerCase());

/** Graph compares texts without regard to case. */
const literal = (token: string) => lower(token.startsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : token);

const operators: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};

const functions: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  startswith: (left, right) => left.startsWith(right),
  endswith: (left, right) => left.endsWith(right),
  contains: (left, right) => left.includes(right),
};

export function parseFilter(source: string, isKnown: (property: string) => boolean): Filter {
  const tokens = tokensOf(source);
  const next = () => {
    const token = tokens.shift();
    if (token === undefined) throw invalid();
    return token;
  };
  const expect = (...wanted: readonly string[]) => {
    for (const token of wanted) if (next() !== token) throw invalid();
  };
  const property = () => {
    const name = next();
    if (!isKnown(name)) throw graphRefusals.badQuery(`Could not find a property named '${name}'.`);
    return name;
  };
  const listOf = (item: Item, name: string) => {
    const value = item[name];
    return Array.isArray(value) ? value : [];
  };

  const comparison = (name: string): Filter => {
    const word = next();
    if (word === 'in') {
      expect('(');
      const values: string[] = [literal(next())];
      for (let mark = next(); mark !== ')'; mark = next()) {
        if (mark !== ',') throw invalid();
        values.push(literal(next()));
      }
      return { advanced: false, test: (item) => values.includes(lower(item[name])) };
    }
    const compare = operators[word];
    if (!compare) throw invalid();
    const value = literal(next());
    return { advanced: word === 'ne', test: (item) => compare(lower(item[name]), value) };
  };

  /** `tags/any(t:t eq 'x')` */
  const any = (name: string): Filter => {
    expect('(');
    const variable = next();
    expect(':', variable, 'eq');
    const value = literal(next());
    expect(')');
    return { advanced: false, test: (item) => listOf(item, name).some((entry) => lower(entry) === value) };
  };

  const primary = (): Filter => {
    if (tokens[0] === '(') {
      next();
      const inner = either();
      expect(')');
      return inner;
    }
    const apply = functions[(tokens[0] ?? '').toLowerCase()];
    if (apply && tokens[1] === '(') {
      const word = next().toLowerCase();
      expect('(');
      const name = property();
      expect(',');
      const value = literal(next());
      expect(')');
      return { advanced: word !== 'startswith', test: (item) => apply(lower(item[name]), value) };
    }
    const collection = /^(\w+)\/any$/.exec(tokens[0] ?? '')?.[1];
    if (collection !== undefined && isKnown(collection)) {
      next();
      return any(collection);
    }
    return comparison(property());
  };

  const unary = (): Filter => {
    if (tokens[0] !== 'not') return primary();
    next();
    const { test } = unary();
    return { advanced: true, test: (item) => !test(item) };
  };

  const chain = (word: string, part: () => Filter, join: (parts: readonly boolean[]) => boolean): Filter => {
    const parts = [part()];
    while (tokens[0] === word) {
      next();
      parts.push(part());
    }
    return {
      advanced: parts.some(({ advanced }) => advanced),
      test: (item) => join(parts.map(({ test }) => test(item))),
    };
  };
  const both = () => chain('and', unary, (parts) => parts.every(Boolean));
  const either = (): Filter => chain('or', both, (parts) => parts.some(Boolean));

  const filter = either();
  if (tokens.length > 0) throw invalid();
  return filter;
}
