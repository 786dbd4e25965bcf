/** The Markdown documents of the repository, and what tests read in them. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textOf } from '../infra/repository';

const root = join(__dirname, '../..');

const markdownIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name }) => join(folder, name));

/** Their paths, from the root of the repository. */
export const DOCUMENTS: readonly string[] = ['.', 'docs', 'docs/decisions']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap(markdownIn);

export const isThere = (path: string): boolean => existsSync(join(root, path));

/** From the document's folder to the root of the repository. */
export const pathFrom = (document: string, target: string): string => join(dirname(document), target);

/** Without fenced blocks, in which nothing is a link or a heading. */
export const proseOf = (document: string): string =>
  textOf(document).replace(/^([ \t]*)```[\s\S]*?^\1```[ \t]*$/gm, '');

/** What follows a heading of that text, up to the next heading of its level or above. */
export function sectionOf(document: string, heading: string): string {
  const text = textOf(document);
  const [found, hashes = ''] = new RegExp(`^(#+) ${heading}$`, 'm').exec(text) ?? [];
  if (found === undefined) throw new Error(`${document} has no heading "${heading}".`);
  const rest = text.slice(text.indexOf(found) + found.length);
  const end = rest.search(new RegExp(`^#{1,${hashes.length}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

/** The rows of every table in a text, heads left out, each as its cells. */
export const rowsIn = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line, index, lines) => line.startsWith('|') && !isHead(lines, index) && !/^\|[-| ]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );

const isHead = (lines: readonly string[], index: number) => /^\|[-| ]+\|$/.test(lines[index + 1] ?? '');

/** What stands between backticks in a text. */
export const codesIn = (text: string | undefined): readonly string[] =>
  [...(text ?? '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
