import fc from 'fast-check';
import { isSound } from './isSound';
import { live } from './life';
import { schedules } from './schedule';

const SEED = 20261124;
/** `npm run proof` lives a hundred thousand. */
const FEW = 150;

test(`no schedule breaks a promise (seed ${SEED})`, () =>
  fc.assert(
    fc.asyncProperty(schedules(), async (schedule) => isSound(schedule, await live(schedule))),
    { seed: SEED, numRuns: FEW, endOnFailure: true },
  ));
