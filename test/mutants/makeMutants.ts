/** Every mutant of one source. */
import { type Alternatives, applied, type Change } from './change';
import { arithmetic, callArguments, calls } from './operators/calls';
import { clauses, comparisons, conditions, negations } from './operators/conditions';
import { booleans, numbers, strings } from './operators/constants';
import { elements, properties } from './operators/lists';
import { functions, statements } from './operators/statements';
import { flat, isFunction, parse, squeezed, type Tree, whatRuns } from './tree';
import { isWordOf, type Vocabularies } from './vocabularies';

export interface Mutant extends Pick<Change, 'operator' | 'code' | 'becomes'> {
  /** From the root of the repository, with slashes. */
  readonly file: string;
  readonly line: number;
  /** Names of the functions, classes and top-level constants around it. */
  readonly within: string;
  /** Which of those that are told the same by all of this, from 1. */
  readonly nth: number;
  /** The whole source with the change in it. */
  readonly source: string;
}

type Unnumbered = Omit<Mutant, 'nth'>;

/** Mutants of which one is to be taken: the first that the compiler takes. */
export type Choice = readonly Unnumbered[];

const MAKE: readonly ((tree: Tree, words: Vocabularies) => readonly Alternatives[])[] = [
  conditions,
  clauses,
  comparisons,
  negations,
  numbers,
  booleans,
  strings,
  elements,
  properties,
  callArguments,
  calls,
  arithmetic,
  statements,
  functions,
];

export function makeMutants(file: string, source: string, words: Vocabularies): readonly Choice[] {
  const lineOf = (at: number) => source.slice(0, at).split('\n').length;
  const module = parse(source);
  const isWord = isWordOf(module);
  const decides = whatRuns(module).filter((tree) => !isWord(tree));
  return decides.flatMap((tree) =>
    MAKE.flatMap((make) => make(tree, words)).map((alternatives) =>
      alternatives.map((each) => ({
        file,
        line: lineOf(each.at),
        within: tree.within.join(' > '),
        operator: each.operator,
        code: flat(each.code),
        becomes: flat(each.becomes),
        source: applied(source, each),
      })),
    ),
  );
}

/** What is told the same by everything else is told by its number. */
export function numbered(mutants: readonly Unnumbered[]): readonly Mutant[] {
  const counts = new Map<string, number>();
  return mutants.map((mutant) => {
    const { file, within, operator, code, becomes } = mutant;
    const name = JSON.stringify([file, within, operator, squeezed(code), squeezed(becomes)]);
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    return { ...mutant, nth };
  });
}

/** Types and tables of constants decide nothing, so nothing has to mirror them. */
export const decidesSomething = (source: string): boolean =>
  whatRuns(parse(source)).some((tree) => isFunction(tree) || tree.type === 'ClassDeclaration');
