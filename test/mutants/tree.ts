/** A TypeScript source as a tree: what each piece of it is, where it stands, and in which functions. */
import { parseSync } from '@swc/core';

export interface Tree {
  /** As swc calls it; what it has no name for is a `Part`. */
  readonly type: string;
  readonly text: string;
  /** Offsets into the source; `end` is the first behind it. */
  readonly start: number;
  readonly end: number;
  readonly parent: Tree | undefined;
  /** The field of the parent that holds it. */
  readonly field: string;
  /** Names of the functions, classes and top-level constants around it, from the outermost in. */
  readonly within: readonly string[];
  readonly parts: readonly Tree[];
  /** Operators, values of literals, names. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export const part = ({ parts }: Tree, field: string): Tree | undefined => parts.find((each) => each.field === field);

export const partsIn = ({ parts }: Tree, field: string): readonly Tree[] =>
  parts.filter((each) => each.field === field);

/** Itself and everything in it, in the order of the source. */
export const everything = (tree: Tree): readonly Tree[] => [tree, ...tree.parts.flatMap(everything)];

const WRAPPERS = ['TsAsExpression', 'TsConstAssertion', 'TsSatisfiesExpression', 'TsNonNullExpression'];

/** What is left when the code runs: no types, no imports. */
export function whatRuns(tree: Tree): readonly Tree[] {
  if (tree.type.startsWith('Ts') && !WRAPPERS.includes(tree.type)) return [];
  if (tree.type === 'ImportDeclaration' || tree.type === 'ExportNamedDeclaration') return [];
  return [tree, ...tree.parts.flatMap(whatRuns)];
}

/** Without the parentheses around it. */
export function bare(tree: Tree): Tree {
  const inside = tree.type === 'ParenthesisExpression' ? part(tree, 'expression') : undefined;
  return inside ? bare(inside) : tree;
}

/** On one line, to be read. */
export const flat = (code: string): string => code.replace(/\s+/g, ' ').trim();

/** To be compared: without blanks, line breaks and the commas that come with these. */
export const squeezed = (code: string): string => code.replace(/\s+/g, '').replace(/,([)\]}])/g, '$1');

export function parse(source: string): Tree {
  // Where swc begins to count is its own affair: a statement put in front shows it.
  const { body } = parseSync(`;${source}`, { syntax: 'typescript', target: 'es2022' });
  const [marker, ...statements] = body;
  const base = (marker ? spanOf(marker)?.start : undefined) ?? 0;
  const at = charactersByByte(source);
  const placed = (byte: number) => at[byte - base - 1] ?? source.length;

  function grow(from: Fields, parent: Tree | undefined, field: string, outer: readonly string[]): Tree {
    const name = nameGiven(from, outer);
    const within = name === undefined ? outer : [...outer, name];
    const parts: Tree[] = [];
    const facts: Record<string, unknown> = {};
    const ends = rangeOf(from);
    const [start, end] = [placed(ends.start), placed(ends.end)];
    const type = typeof from['type'] === 'string' ? from['type'] : 'Part';
    const tree: Tree = { type, text: source.slice(start, end), start, end, parent, field, within, parts, facts };
    for (const [key, value] of Object.entries(from)) {
      if (key === 'span' || key === 'spread' || key === 'questionDotToken') continue;
      if (Array.isArray(value))
        parts.push(...value.filter((each) => isFields(each)).map((each) => grow(each, tree, key, within)));
      else if (isFields(value)) parts.push(grow(value, tree, key, within));
      else facts[key] = value;
    }
    parts.sort((left, right) => left.start - right.start);
    return tree;
  }
  const parts: Tree[] = [];
  const rest = { start: 0, end: source.length, parent: undefined, field: '', within: [], facts: {} };
  const module: Tree = { type: 'Module', text: source, parts, ...rest };
  parts.push(...statements.map((each) => grow({ ...each }, module, 'body', [])));
  return module;
}

type Fields = Readonly<Record<string, unknown>>;
interface Span {
  readonly start: number;
  readonly end: number;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isSpan = (value: unknown): value is Span => isFields(value) && typeof value['start'] === 'number';

const spanOf = (node: object): Span | undefined => ('span' in node && isSpan(node.span) ? node.span : undefined);

/** Some nodes have no span of their own: they reach from the first to the last of their parts. */
function rangeOf(fields: Fields): Span {
  const own = spanOf(fields);
  if (own) return own;
  const inside = Object.values(fields).flatMap((value) => (Array.isArray(value) ? value : [value]));
  const ranges = inside.filter(isFields).map((each) => (isSpan(each) ? each : rangeOf(each)));
  return {
    start: Math.min(...ranges.map(({ start }) => start)),
    end: Math.max(...ranges.map(({ end }) => end)),
  };
}

/** swc counts in bytes of UTF-8, texts here in characters. */
function charactersByByte(source: string): Uint32Array {
  const table = new Uint32Array(Buffer.byteLength(source) + 1);
  let byte = 0;
  let character = 0;
  for (const each of source) {
    table.fill(character, byte, byte + Buffer.byteLength(each));
    byte += Buffer.byteLength(each);
    character += each.length;
  }
  table[byte] = character;
  return table;
}

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'MethodProperty'];

export const isFunction = ({ type }: Pick<Tree, 'type'>): boolean => FUNCTIONS.includes(type);

/** What a piece of code calls itself, where others may go by that name. */
function nameGiven(fields: Fields, outer: readonly string[]): string | undefined {
  const { type } = fields;
  if (type === 'FunctionDeclaration' || type === 'ClassDeclaration') return nameOf(fields['identifier']);
  if (type === 'ClassMethod' || type === 'Constructor' || type === 'MethodProperty') return nameOf(fields['key']);
  const value = fields[type === 'VariableDeclarator' ? 'init' : 'value'];
  const holdsFunction = isFields(value) && typeof value['type'] === 'string' && isFunction({ type: value['type'] });
  if (type === 'VariableDeclarator') return holdsFunction || outer.length === 0 ? nameOf(fields['id']) : undefined;
  return type === 'KeyValueProperty' && holdsFunction ? nameOf(fields['key']) : undefined;
}

const nameOf = (name: unknown): string | undefined =>
  isFields(name) && typeof name['value'] === 'string' ? name['value'] : undefined;
