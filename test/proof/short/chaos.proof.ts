/** A sample of the chaos on the wire; `npm run proof:wire` has all of it. */

import { ESPOCRM_ADMIN } from '../../../sandbox/stage/tenant';
import type { TestStage } from '../../support/startTestStage';
import { recordCalls } from '../../support/wire/callsOf';
import { combinationsOf, livesOf, sampleOf } from '../../support/wire/matrix';
import { runLives, startWireStage } from '../../support/wire/runLives';

const SEED = 4;
const SAMPLE = 20;

let stage: TestStage;
beforeAll(async () => {
  stage = await startWireStage(SEED);
});
afterAll(() => stage.close());

test('whatever befalls a call, once or three times, the connection settles without an outage and says no secret', async () => {
  // Time-outs take their thirty seconds, so they are left to the proof.
  const all = combinationsOf(await recordCalls(stage));
  const quick = all.filter(({ fault }) => fault !== 'time-out');
  const { failures, tried, struck, mostCredentials, said, secrets } = await runLives(
    stage,
    livesOf(sampleOf(quick, SAMPLE, SEED)),
  );
  process.stdout.write(
    `chaos: ${tried} of ${all.length} combinations, seed ${SEED}: ${struck} struck, at most ${mostCredentials} secrets\n`,
  );
  expect(failures).toEqual([]);
  expect(struck).toBeGreaterThan(SAMPLE * 0.8);
  for (const secret of [...secrets, ESPOCRM_ADMIN.password]) expect(said.includes(secret)).toBe(false);
}, 300_000);
