/** A process that nothing befalls but what a test chooses: what it asks for takes effect and is answered at once. */
import { Failure } from '../../src/core/failure';
import type { Operation, Outside } from './operations';
import type { Timeline } from './timeline';
import type { Unserved, Worker } from './worker';

/** Thrown where the process is to die: nothing that it asks for afterwards takes effect. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** What to do around a call: throw before it takes effect, or after. `index`: of all that were made, from 0. */
export interface Hooks {
  before?: (call: Operation, index: number, system: Outside) => void;
  after?: (call: Operation, index: number, system: Outside) => void;
  /** A status with which EspoCRM or Entra's sign-in answers instead of doing what it is asked for. */
  status?: (call: Operation, index: number, system: Outside) => number | undefined;
}

export interface Prompt {
  readonly timeline: Timeline;
  readonly hooks: Hooks;
  /** Every call, in order. */
  readonly calls: Operation[];
  isDown(system: Outside): boolean;
}

export interface PromptWorker extends Worker {
  die(): void;
}

export function createPromptWorker({ timeline, hooks, calls, isDown }: Prompt): PromptWorker {
  let alive = true;
  return {
    now: () => new Date(timeline.nowMs()),
    sleep: async (ms) => timeline.passUntil(timeline.nowMs() + ms),
    isAlive: () => alive,
    die: () => {
      alive = false;
    },
    frozenUntilMs: () => 0,
    async call(system, operation, effect, { retry = 'soon', refusal } = {}) {
      if (!alive) throw new Crash();
      const index = calls.push(operation) - 1;
      await Promise.resolve();
      try {
        if (!alive) throw new Crash();
        hooks.before?.(operation, index, system);
        if (isDown(system)) throw unreachable(system, operation, retry);
        const status = hooks.status?.(operation, index, system);
        if (status !== undefined) return refusedBy(refusal, operation)(status);
        const result = effect();
        hooks.after?.(operation, index, system);
        return result;
      } catch (error) {
        if (error instanceof Crash) alive = false;
        throw error;
      }
    },
  };
}

function refusedBy<T>(refusal: Unserved<T>['refusal'], operation: Operation) {
  if (refusal) return refusal;
  throw new TypeError(`What comes of a status is not modelled where the product is to ${operation}.`);
}

const unreachable = (system: Outside, operation: Operation, retry: 'soon' | 'later' | 'never') =>
  new Failure({ system, operation, code: 'ECONNREFUSED', retry, advice: 'A test wants it so.' });
