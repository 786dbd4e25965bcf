import fc from 'fast-check';
import { buildMutated } from '../buildMutated';
import { isSound } from '../isSound';
import { PLAN_MUTANTS } from '../planMutants';
import { SHELL_MUTANTS } from '../shellMutants';

/** Printed here, so that the same schedules are lived everywhere. */
const SEED = 4;
/** Each is caught within a tenth of that; the rest is for the day when the product has changed. */
const ENOUGH = 1_000;

describe('the proofs catch a product without', () => {
  test.each([...PLAN_MUTANTS, ...SHELL_MUTANTS])('$without', async ({ mutations, shownBy }) => {
    const { live } = await buildMutated<typeof import('../life')>('life.ts', mutations);
    const lived = await fc.check(
      fc.asyncProperty(shownBy, async (schedule) => isSound(schedule, await live(schedule))),
      { seed: SEED, numRuns: ENOUGH, endOnFailure: true },
    );
    expect(lived.failed).toBe(true);
  });
});
