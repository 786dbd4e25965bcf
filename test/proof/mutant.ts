/** The product's code without one of its rules, and the schedules that show what the rule is for. */
import type fc from 'fast-check';
import type { Mutation } from './buildMutated';
import type { Schedule } from './schedule';

export interface Mutant {
  /** What the code no longer does; the rule of docs/architecture.md it breaks can be read from it. */
  readonly without: string;
  readonly mutations: readonly Mutation[];
  readonly shownBy: fc.Arbitrary<Schedule>;
}

/** One that changes a single place. */
export const mutant = (
  without: string,
  shownBy: fc.Arbitrary<Schedule>,
  within: string,
  code: string,
  instead: string,
): Mutant => ({
  without,
  shownBy,
  mutations: [{ within, code, instead }],
});
