/** One process of the product: its clock, its outside calls, and how it stalls and dies between them. */
import { Failure, type Retry } from '../../src/core/failure';
import type { Operation, Outside } from '../world/operations';
import type { Timeline } from '../world/timeline';
import type { Worker } from '../world/worker';
import type { DrawnChances } from './chances';

/** Told what the model has to know of a process beside its calls. */
export interface Watcher {
  /** Just before a call takes effect. */
  before(): void;
  /** Just after anything took effect. */
  after(operation: Operation): void;
  died(): void;
  /** It sleeps until then, true time in ms. */
  froze(untilMs: number): void;
}

/** What the adapters allow a request. */
const TIMEOUT_MS = 30_000;
const LONGEST_DELAY_MS = 600_000;
/** What comes of it is new whenever it comes, so that a process may sleep over it as long as it likes. */
const UNHURRIED: Operation = 'add a client secret';
/** Asked for once in the life of a process, which is long: whatever befalls it now, it has that. */
const REMEMBERED: Operation = 'read the OpenID configuration';

/**
 * A call takes effect a little later, and is answered a little after that; or neither, or late. It never settles when the
 * process dies, so that none of its code runs on.
 */
export function createFatedWorker(timeline: Timeline, chances: DrawnChances, watcher: Watcher): Worker {
  let alive = true;
  let frozenUntilMs = 0;
  let sleepLeftMs = chances.longestSleepMs;
  const skewMs = chances.skewMs();
  const { nowMs } = timeline;
  const { random } = chances;
  const latencyMs = () => 5 + random.integer(400);

  function die() {
    if (!alive) return;
    alive = false;
    watcher.died();
  }
  /** Goes on in the process, once it is awake; never when it is dead. */
  function wake(atMs: number, goOn: () => void) {
    timeline.at(Math.max(atMs, frozenUntilMs), () => {
      if (alive && nowMs() < frozenUntilMs) wake(frozenUntilMs, goOn);
      else if (alive) goOn();
    });
  }

  return {
    now: () => new Date(nowMs() + skewMs),
    sleep: (ms) => new Promise((resolve) => wake(nowMs() + ms, resolve)),
    isAlive: () => alive,
    frozenUntilMs: () => frozenUntilMs,

    call: (system, operation, effect, { retry = 'soon', refusal } = {}) =>
      new Promise((resolve, reject) => {
        if (!alive) return;
        if (operation === REMEMBERED) return resolve(effect());
        const fated = chances.fate(operation);
        const fate = fated.kind;
        if (fate === 'crash before') return die();
        if (fate === 'stall') {
          const sleepMs = operation === UNHURRIED ? fated.sleepMs : Math.min(fated.sleepMs, sleepLeftMs);
          if (operation !== UNHURRIED) sleepLeftMs -= sleepMs;
          frozenUntilMs = Math.max(frozenUntilMs, nowMs()) + sleepMs;
          watcher.froze(frozenUntilMs);
        }
        const sentMs = Math.max(nowMs(), frozenUntilMs);
        const fail = (atMs: number) => wake(atMs, () => reject(failure(system, operation, retry)));
        const refuse = (atMs: number, status: number) =>
          wake(atMs, () => {
            if (refusal) resolve(refusal(status));
            else reject(failure(system, operation, status === 403 ? 'never' : retry, status));
          });
        const lateMs = fate === 'late' ? random.integer(LONGEST_DELAY_MS) : 0;
        if (fate === 'late') fail(sentMs + TIMEOUT_MS);

        timeline.at(sentMs + latencyMs() + lateMs, () => {
          watcher.before();
          const answerMs = nowMs() + latencyMs();
          if (fate === 'unanswered' || chances.isDown(system, operation, nowMs())) return fail(answerMs);
          if (fate === 'refused') {
            const statuses = refusal ? [403, 429, 500, 503] : [403, 429];
            return refuse(answerMs, statuses[random.integer(statuses.length)] ?? 403);
          }
          let answer: () => void;
          try {
            const value = effect();
            answer = () => resolve(value);
          } catch (error) {
            answer = () => reject(error);
          }
          watcher.after(operation);
          if (fate === 'crash after') return die();
          if (fate === 'error after') return refuse(answerMs, 504);
          // After a time-out nobody listens any more, and settling a second time has no effect.
          wake(answerMs, answer);
        });
      }),
  };
}

const failure = (system: Outside, operation: Operation, retry: Retry, status?: number) =>
  new Failure({
    system,
    operation,
    code: 'model',
    retry,
    advice: 'The schedule wants it so.',
    ...(status === undefined ? {} : { status }),
  });
