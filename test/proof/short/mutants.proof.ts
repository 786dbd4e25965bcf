import fc from 'fast-check';
import { buildMutated } from '../buildMutated';
import { isSound } from '../isSound';
import { PLAN_MUTANTS } from '../planMutants';
import { SHELL_MUTANTS } from '../shellMutants';

/** Printed here, so that the same schedules are lived everywhere. */
const SEED = 4;
/** Each is caught within a tenth of that; the rest is for the day when the product has changed. */
const ENOUGH = 1_000;

type Proof = typeof import('../life');

describe('the proofs catch a product without', () => {
  const whole = buildMutated<Proof>('life.ts');

  test.each([...PLAN_MUTANTS, ...SHELL_MUTANTS])('$without', async ({ mutations, shownBy }) => {
    const { live } = await buildMutated<Proof>('life.ts', mutations);
    const lived = await fc.check(
      fc.asyncProperty(shownBy, async (schedule) => isSound(schedule, await live(schedule))),
      { seed: SEED, numRuns: ENOUGH, endOnFailure: true },
    );
    const [schedule] = lived.counterexample ?? [];
    if (!schedule) throw new Error('It keeps every promise.');
    // What the product with the rule comes through.
    expect(isSound(schedule, await (await whole).live(schedule))).toBe(true);
  });
});
