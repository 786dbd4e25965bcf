/** Waits for something to become so, for a bounded time. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks every 100 ms; throws an Error naming what did not happen within the time. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  withinMs = 30_000,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > giveUpAt) throw new Error(`${what} did not happen within ${withinMs / 1000} s.`);
    await sleep(100);
  }
}
