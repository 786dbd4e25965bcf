/** Files of the repository, as the tests of the deployment read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const root = join(__dirname, '../..');

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
export const filesIn = (folder: string): readonly string[] => readdirSync(join(root, folder)).sort();

/** A JSON object by its keys. */
export const jsonOf = (path: string) => z.record(z.string(), z.unknown()).parse(JSON.parse(textOf(path)));

/** What stands between the braces or brackets that follow `start`, without them. */
export function blockAfter(text: string, start: string): string {
  const at = text.indexOf(start);
  if (at < 0) throw new Error(`There is no ${start}.`);
  const open = text.slice(at + start.length).search(/[{[]/) + at + start.length;
  let depth = 0;
  for (let end = open; end < text.length; end += 1) {
    if ('{['.includes(text[end] ?? '')) depth += 1;
    if ('}]'.includes(text[end] ?? '')) depth -= 1;
    if (depth === 0) return text.slice(open + 1, end);
  }
  throw new Error(`What follows ${start} does not end.`);
}

/** The quoted texts in a piece of Bicep. */
export const quotedIn = (text: string): readonly string[] =>
  [...text.matchAll(/'([^']+)'/g)].map(([, quoted = '']) => quoted);
