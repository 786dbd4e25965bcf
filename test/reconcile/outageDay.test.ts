/** A system that is away for a day, on the day the client secret is due: how often it is asked, and what comes after. */

import type { Message } from '../../src/reconcile/connector';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { aFailure, createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';
import type { Outside } from '../world/operations';

const DAY_MS = 86_400_000;
/** When the timer comes round during the outage, and how often an event comes besides. */
const TIMER_AFTER_MS = 6.5 * 3_600_000;

type Dead = Exclude<Outside, 'Storage'>;

/** Delivers messages as the queue would until the time is over; those that are later stay. */
async function runQueue(
  world: MemoryWorld,
  waiting: { work: Message; atMs: number }[],
  untilMs: number,
): Promise<void> {
  for (;;) {
    for (const { delayMs, ...work } of world.queue.splice(0))
      waiting.push({ work, atMs: world.now().getTime() + delayMs });
    waiting.sort((a, b) => a.atMs - b.atMs);
    const [next] = waiting;
    if (!next || next.atMs >= untilMs) return world.moveDays(Math.max(0, untilMs - world.now().getTime()) / DAY_MS);
    waiting.shift();
    world.moveDays(Math.max(0, next.atMs - world.now().getTime()) / DAY_MS);
    await takeMessage(next.work, world.connector, world.log);
  }
}

/** From the event of a due renewal on, with the timer in between. */
async function dieForADay(world: MemoryWorld, system: Dead) {
  let requests = 0;
  world.hooks.before = (call, _index, asked) => {
    if (asked !== system) return;
    requests += 1;
    throw aFailure({ system, operation: call, code: 'ECONNREFUSED' });
  };
  const startMs = world.now().getTime();
  const work = { connection: 'acme', attempt: 0 };
  const waiting = [
    { work, atMs: startMs },
    { work, atMs: startMs + TIMER_AFTER_MS },
  ];
  await runQueue(world, waiting, startMs + DAY_MS);
  const outcome = world.document.outcome;
  delete world.hooks.before;
  // The next timer at the latest.
  waiting.push({ work, atMs: startMs + DAY_MS + TIMER_AFTER_MS });
  await runQueue(world, waiting, startMs + 2 * DAY_MS);
  return { requests, outcome };
}

test.each<[Dead, number]>([
  ['EspoCRM', 200],
  ['Key Vault', 400],
  ['Microsoft Graph', 200],
  ['Entra', 400],
])('%s away for a day is asked less than %i times, and after it all is well', async (system, limit) => {
  const world = createMemoryWorld();
  await takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log);
  world.moveDays(701);
  const { requests, outcome } = await dieForADay(world, system);
  process.stdout.write(`a day without ${system}: ${requests} calls\n`);
  expect(requests).toBeLessThan(limit);
  expect(outcome).toMatchObject({
    state: 'settling',
    health: { status: 'warn' },
    failure: { system, code: 'ECONNREFUSED' },
  });
  expect(outcome?.health.problems[0]?.detail).toContain(`${system}, `);
  expect(world.document.outcome).toMatchObject({ state: 'settled', health: { status: 'pass' } });
  expect(world.registrations.credentials).toHaveLength(2);
  expect(world.canSignIn()).toBe(true);
});
