import fc from 'fast-check';
import { buildMutated } from './buildMutated';
import { isSound } from './isSound';
import { schedules } from './schedule';

const SEED = 20261124;
/** `npm run proof` lives a hundred thousand. */
const FEW = 80;

test(`no schedule breaks a promise (seed ${SEED})`, async () => {
  const { live } = await buildMutated<typeof import('./life')>('life.ts');
  const holds = fc.asyncProperty(schedules(), async (schedule) => isSound(schedule, await live(schedule)));
  await fc.assert(holds, { seed: SEED, numRuns: FEW, endOnFailure: true });
});
