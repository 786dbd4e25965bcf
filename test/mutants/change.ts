/** One change of a source, and how a person reads it. */
import type { Tree } from './tree';

export const OPERATORS = {
  'condition-always': 'a condition that always holds',
  'condition-never': 'a condition that never holds',
  'condition-negated': 'a condition turned round, where the compiler lets it neither hold always nor never',
  'negation-dropped': 'a value not negated',
  'clause-dropped': 'one operand of &&, || or ?? left out',
  'comparison-swapped': '< and <=, > and >=, === and !== for each other',
  'operator-swapped': 'plus and minus, times and divided by, ??= and =',
  'method-swapped': 'some and every, min and max for each other',
  'number-changed': 'another number',
  'string-changed': 'another member of a union, or an empty text',
  'boolean-flipped': 'true and false for each other',
  'statement-dropped': 'a statement left out',
  'early-return': 'a function that returns before it does anything',
  'call-dropped': 'what is filtered, sorted or caught taken as it is',
  'argument-dropped': 'the last argument of a call left out',
  'property-dropped': 'a property or a spread left out of an object',
  'element-dropped': 'an element or a spread left out of a list',
} as const;

export type Operator = keyof typeof OPERATORS;

export interface Change {
  readonly operator: Operator;
  /** What the change is about: its code, and what is read there afterwards; nothing where it is left out. */
  readonly code: string;
  readonly becomes: string;
  /** Where that code stands. */
  readonly at: number;
  /** What is replaced, and by what. */
  readonly start: number;
  readonly end: number;
  readonly instead: string;
}

/** Of several the first that the compiler takes is made. */
export type Alternatives = readonly Change[];

export const change = (operator: Operator, { text, start, end }: Tree, becomes: string): Change => ({
  operator,
  code: text,
  becomes,
  at: start,
  start,
  end,
  instead: becomes,
});

/** One of several that stand in a row with something between them, left out together with that. */
export function leftOut(operator: Operator, all: readonly Tree[], one: Tree): Change {
  const index = all.indexOf(one);
  const [before, next] = [all[index - 1], all[index + 1]];
  const start = next ? one.start : (before?.end ?? one.start);
  const end = next?.start ?? (before ? one.end : one.end + commaBehind(one));
  return { operator, code: one.text, becomes: '', at: one.start, start, end, instead: '' };
}

/** The formatter puts one behind the last of several lines; on its own it would be a hole in the list. */
function commaBehind({ parent, end }: Tree): number {
  const behind = parent?.text.slice(end - parent.start) ?? '';
  return /^\s*,/.exec(behind)?.[0].length ?? 0;
}

export const applied = (source: string, { start, end, instead }: Pick<Change, 'start' | 'end' | 'instead'>): string =>
  source.slice(0, start) + instead + source.slice(end);
