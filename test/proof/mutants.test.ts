import fc from 'fast-check';
import { buildLife } from './buildLife';
import { isSound } from './isSound';
import { MUTANTS } from './mutants';
import { schedules } from './schedule';

/** Found once, printed here, so that the same schedules are lived everywhere. */
const SEED = 20261124;
const ENOUGH = 2_000;

describe('the proofs catch a product without', () => {
  test.each(MUTANTS)('$without', async ({ mutations, limits }) => {
    const live = await buildLife(mutations);
    const lived = await fc.check(
      fc.asyncProperty(schedules(limits), async (schedule) => isSound(await live(schedule))),
      { seed: SEED, numRuns: ENOUGH, endOnFailure: true },
    );
    expect(lived.failed).toBe(true);
  });
});
