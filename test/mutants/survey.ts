/** Looks for the mutants of sources: every one that the compiler takes, and what stands in the way of running them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, hasMirror } from './choose';
import { compilable } from './compilable';
import { type Choice, decidesSomething, type Mutant, makeMutants, numbered } from './makeMutants';
import { parse } from './tree';
import { vocabulariesOf } from './vocabularies';

export interface Survey {
  /** All of the sources. */
  readonly mutants: readonly Mutant[];
  /** How many the compiler refused. */
  readonly refused: number;
  /** Files that decide something, and that no test mirrors. */
  readonly withoutTest: readonly string[];
}

/** So many at most does the compiler refuse. */
const REFUSED = 0.6;

/** `atLeast`: whole files, in the order they are given, until there will be as many mutants. */
export function survey(root: string, files: readonly string[], atLeast = Number.POSITIVE_INFINITY): Survey {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const words = vocabulariesOf(filesIn(root, 'src').map((file) => parse(read(file))));
  const choices: Choice[] = [];
  const withoutTest: string[] = [];
  for (const file of files) {
    if (choices.length * (1 - REFUSED) >= atLeast) break;
    if (hasMirror(root, file)) choices.push(...makeMutants(file, read(file), words));
    else if (decidesSomething(read(file))) withoutTest.push(file);
  }
  const taken = compilable(root, choices.flat());
  const first = choices.flatMap((alternatives) => alternatives.find((each) => taken.has(each)) ?? []);
  // Where a condition may hold neither always nor never, both alternatives have come to the same.
  const different = [...new Map(first.map((each) => [`${each.file} ${each.source}`, each])).values()];
  return { mutants: numbered(different), refused: choices.length - first.length, withoutTest };
}
