/** What a run comes to: which mutants survive without being listed as equivalent, and what is wrong with the list. */
import { type Equivalent, keyOf, MOST, nameOf } from './equivalent';
import type { Mutant } from './makeMutants';
import type { Run } from './runMutants';
import type { Survey } from './survey';

export interface Judgement {
  readonly mutants: number;
  readonly refused: number;
  readonly killed: number;
  readonly timedOut: number;
  readonly equivalent: number;
  readonly survivors: readonly Mutant[];
  /** Sentences; each is a failure. */
  readonly complaints: readonly string[];
}

/** `isWhole`: whether everything was run, so that the list can be held to its limit and to files that are no more. */
export function judge(
  { mutants, refused, withoutTest }: Survey,
  { fates, broken }: Run,
  listed: readonly Equivalent[],
  isWhole: boolean,
): Judgement {
  const byKey = new Map(mutants.map((mutant) => [keyOf(mutant), mutant]));
  const files = new Set(mutants.map(({ file }) => file));
  const keys = new Set(listed.map(keyOf));
  const asked = listed.filter(({ file }) => isWhole || files.has(file));
  const stale = asked.flatMap((entry) => {
    const mutant = byKey.get(keyOf(entry));
    if (!mutant) return [`Listed as equivalent, but there is no such mutant: ${nameOf(entry)}`];
    const isKilled = ['killed', 'timed out'].includes(fates.get(mutant) ?? '');
    return isKilled ? [`Listed as equivalent, but a test tells it from the original: ${nameOf(entry)}`] : [];
  });
  const survived = mutants.filter((mutant) => fates.get(mutant) === 'survived');
  const equivalent = survived.filter((mutant) => keys.has(keyOf(mutant))).length;
  const count = (fate: 'killed' | 'timed out') => [...fates.values()].filter((each) => each === fate).length;
  return {
    mutants: fates.size,
    refused,
    killed: count('killed'),
    timedOut: count('timed out'),
    equivalent,
    survivors: survived.filter((mutant) => !keys.has(keyOf(mutant))),
    complaints: [
      ...withoutTest.map((file) => `${file} decides something, and no test mirrors it.`),
      ...broken.map(({ test, says }) => `${test} fails with nothing mutated: ${says}`),
      ...stale,
      ...(keys.size < listed.length ? ['The list of equivalent mutants names one twice.'] : []),
      ...(isWhole && listed.length > MOST * mutants.length
        ? [`${listed.length} of ${mutants.length} mutants are listed as equivalent: more than ${MOST * 100} %.`]
        : []),
    ],
  };
}
