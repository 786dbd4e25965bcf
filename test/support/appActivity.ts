/** Tells what the app is doing: how many runs of its functions have begun and ended, and whether any work is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostLog } from '../../sandbox/host/hostMessages';
import type { Exchanges } from '../../sandbox/kit/exchanges';
import { waitFor } from '../../sandbox/story/waitFor';

/** Real time in which a process takes up what a move of the clock made due. */
const LOOK_AROUND_MS = 100;
/** A run ends a minute after it began to wait for what passes by itself; the clients' own retries come on top. */
const IDLE_WITHIN_MS = 180_000;
/** Longer than the longest pause between two polls of a queue; more polls than this only a dead or faulty one misses. */
const POLLED_WITHIN_MS = 3_000;

export interface AppActivity {
  onLog(log: HostLog): void;
  /** How many runs of functions that change something have ended so far. */
  changes(): number;
  /** Waits until nothing runs. */
  idle(): Promise<void>;
  /** Waits until nothing runs and, of an app that polls its queue, until it has found the queue empty since. */
  quiet(): Promise<void>;
}

export function watchActivity(exchanges: Exchanges, pollsQueue: boolean): AppActivity {
  let [begun, ended, changed, foundEmpty] = [0, 0, 0, 0];
  exchanges.listen(({ service, operation, response: { status, body } }) => {
    if (service !== 'queue' || operation !== 'getMessages' || status !== 200) return undefined;
    if (!String(body).includes('<QueueMessage>')) foundEmpty += 1;
    return undefined;
  });
  const isIdle = () => begun === ended;
  const idle = async () => {
    await waitFor('the app being idle', () => isIdle() || undefined, IDLE_WITHIN_MS);
  };
  /** Whether the next poll finds nothing and nothing has run until then. */
  const findsNothing = async () => {
    const [endedBefore, emptyBefore, begunAtMs] = [ended, foundEmpty, performance.now()];
    const hasRun = () => ended !== endedBefore || !isIdle();
    while (foundEmpty === emptyBefore && !hasRun() && performance.now() - begunAtMs < POLLED_WITHIN_MS) await sleep(10);
    return !hasRun();
  };
  return {
    onLog({ category, text }) {
      if (category !== 'host') return;
      if (text.startsWith("Executing '")) begun += 1;
      if (text.startsWith("Executed '")) ended += 1;
      if (/^Executed 'Functions\.(provision|reconcile|deprovision)'/.test(text)) changed += 1;
    },
    changes: () => changed,
    idle,
    async quiet() {
      await sleep(LOOK_AROUND_MS);
      await idle();
      while (pollsQueue && !(await findsNothing())) await idle();
    },
  };
}
