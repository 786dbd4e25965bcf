/** The work queue and its workers: a message comes again when its worker died, failed, or slept too long over it. */
import type { Message } from '../../src/reconcile/connector';
import type { Chances } from './chances';
import type { Timeline } from './timeline';

/** What becomes of the process that works on a message. */
export interface Ended {
  readonly finished: () => void;
  readonly failed: () => void;
  readonly died: () => void;
  readonly froze: () => void;
}

export interface Messages {
  add(work: Message, delayMs: number): void;
  /** Whether nothing waits and nobody works. */
  isIdle(): boolean;
}

/** As in host.json. */
const AGAIN_AFTER_FAILURE_MS = 30_000;
const MOST_DELIVERIES = 5;
/** The host renews the visibility of a message while its process lives. */
const AGAIN_AFTER_DEATH_MS = 600_000;

export function createMessages(
  workers: number,
  timeline: Timeline,
  chances: Chances,
  begin: (work: Message, ended: Ended) => void,
): Messages {
  const ready: { readonly work: Message; readonly deliveries: number }[] = [];
  let working = 0;
  let hidden = 0;

  function show(work: Message, deliveries: number, delayMs: number) {
    hidden += 1;
    timeline.at(timeline.nowMs() + delayMs, () => {
      hidden -= 1;
      ready.push({ work, deliveries });
      next();
    });
  }
  function next() {
    if (working >= workers) return;
    const message = ready.shift();
    if (!message) return;
    working += 1;
    const { work, deliveries } = message;
    let isWorking = true;
    let isShown = false;
    const stop = () => {
      if (isWorking) working -= 1;
      isWorking = false;
      next();
    };
    const again = (delayMs: number) => {
      if (!isShown && deliveries < MOST_DELIVERIES) show(work, deliveries + 1, delayMs);
      isShown = true;
    };
    const failed = () => {
      again(AGAIN_AFTER_FAILURE_MS);
      stop();
    };
    const died = () => {
      again(AGAIN_AFTER_DEATH_MS);
      stop();
    };
    begin(work, { finished: stop, failed, died, froze: () => again(AGAIN_AFTER_DEATH_MS) });
    next();
  }
  return {
    add(work, delayMs) {
      for (let times = delayMs > 0 ? 1 : chances.arrivals(); times > 0; times -= 1) show(work, 1, delayMs);
    },
    isIdle: () => working === 0 && ready.length === 0 && hidden === 0,
  };
}
