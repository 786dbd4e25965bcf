/** Defines the proof of all combinations of some services, fault by fault. */

import type { Service } from '../../../sandbox/kit/simulator';
import { ESPOCRM_ADMIN } from '../../../sandbox/stage/tenant';
import type { TestStage } from '../startTestStage';
import { type Call, recordCalls } from './callsOf';
import { combinationsOf, livesOf } from './matrix';
import { runLives, startWireStage } from './runLives';
import { FAULT_NAMES } from './wireFaults';

/** Lives side by side: enough to make use of each other's waiting. */
const SIDE_BY_SIDE = 120;
const SEED = 1;
/** More than the slowest take, time-outs three times in a row. */
const LIMIT_MS = 45 * 60_000;

export function proveWire(services: readonly Service[]): void {
  const total = { tried: 0, struck: 0, mostCredentials: 0 };
  let calls: readonly Call[];

  async function onStage<T>(seed: number, run: (stage: TestStage) => Promise<T>): Promise<T> {
    const stage = await startWireStage(seed);
    try {
      return await run(stage);
    } finally {
      await stage.close();
    }
  }

  beforeAll(async () => {
    calls = (await onStage(SEED, recordCalls)).filter(({ service }) => services.includes(service));
  }, LIMIT_MS);

  test.each(FAULT_NAMES)(
    '%s, once or three times in a row, is settled without an outage and tells no secret',
    async (fault) => {
      const lives = livesOf(combinationsOf(calls).filter((each) => each.fault === fault));
      const failures: string[] = [];
      for (let from = 0; from < lives.length; from += SIDE_BY_SIDE) {
        const some = lives.slice(from, from + SIDE_BY_SIDE);
        const lived = await onStage(SEED + from, (stage) => runLives(stage, some));
        total.tried += lived.tried;
        total.struck += lived.struck;
        total.mostCredentials = Math.max(total.mostCredentials, lived.mostCredentials);
        failures.push(...lived.failures);
        process.stdout.write(
          `${services.join(', ')}, ${fault}: ${lived.tried} tried, ${lived.failures.length} failed\n`,
        );
        for (const secret of [...lived.secrets, ESPOCRM_ADMIN.password])
          expect(lived.said.includes(secret)).toBe(false);
      }
      expect(failures).toEqual([]);
    },
    LIMIT_MS,
  );

  afterAll(() => {
    const { tried, struck, mostCredentials } = total;
    process.stdout.write(
      `chaos at ${services.join(', ')}: ${tried} combinations, ${struck} struck, at most ${mostCredentials} secrets at once, seed ${SEED}\n`,
    );
  });
}
