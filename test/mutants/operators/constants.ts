/** What is known beforehand: numbers, words, true and false. */
import { type Alternatives, change } from '../change';
import type { Tree } from '../tree';
import type { Vocabularies } from '../vocabularies';

/** From here on the next number is too near to be told apart by what a test can reasonably ask. */
const LARGE = 1_000;

export function numbers(tree: Tree): readonly Alternatives[] {
  const { value } = tree.facts;
  if (tree.type !== 'NumericLiteral' || typeof value !== 'number') return [];
  return [[change('number-changed', tree, String(Number.isInteger(value) && value < LARGE ? value + 1 : value * 2))]];
}

export const booleans = (tree: Tree): readonly Alternatives[] =>
  tree.type === 'BooleanLiteral' ? [[change('boolean-flipped', tree, String(tree.facts['value'] !== true))]] : [];

/** Sentences for people are left alone, keys of objects and names of log events too. */
export function strings(tree: Tree, words: Vocabularies): readonly Alternatives[] {
  if (tree.type === 'TemplateLiteral' && tree.field !== 'literal') return templates(tree);
  const { value } = tree.facts;
  if (tree.type !== 'StringLiteral' || typeof value !== 'string' || isSentence(tree) || isName(tree)) return [];
  const others = [...(words.get(value) ?? []), value === '' ? '?' : ''];
  return [others.map((other) => change('string-changed', tree, `'${other}'`))];
}

/** One that only puts values one behind the other says nothing of its own. */
function templates(tree: Tree): readonly Alternatives[] {
  const holdsText = tree.parts.some(({ field, text }) => field === 'quasis' && text !== '');
  return holdsText && !isSentence(tree) ? [[change('string-changed', tree, "''")]] : [];
}

/** Texts with blanks in them are read by people. */
export const isSentence = (tree: Tree): boolean =>
  tree.type === 'TemplateLiteral'
    ? tree.parts.some(({ field, text }) => field === 'quasis' && /\s/.test(text))
    : tree.type === 'StringLiteral' && /\s/.test(String(tree.facts['value']));

const isName = (tree: Tree): boolean =>
  tree.field === 'key' ||
  (tree.field === 'expression' && tree.parent?.type === 'ExpressionStatement') ||
  isLogEvent(tree);

/** `log.info('health.started', …)`: its name is the first argument. */
function isLogEvent({ parent: argument }: Tree): boolean {
  const call = argument?.parent;
  if (argument?.field !== 'arguments' || call?.type !== 'CallExpression') return false;
  const [callee, first] = call.parts;
  return first === argument && callee !== undefined && /\blog\.(info|warn|error)$/.test(callee.text);
}
