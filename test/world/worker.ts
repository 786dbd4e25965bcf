/** One process of the product as the world sees it: its clock, and what it asks of what is outside. */
import type { Retry } from '../../src/core/failure';
import type { Operation, Outside } from './operations';

/** What comes of a call that is not served. */
export interface Unserved<T> {
  /** What the adapter makes of a call without an answer; left out, it is tried again soon. */
  readonly retry?: Retry;
  /** An answer of that status and nothing else, which the adapter's own code judges; left out, it is a Failure. */
  readonly refusal?: (status: number) => T;
}

export interface Worker {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  call<T>(system: Outside, operation: Operation, effect: () => T, unserved?: Unserved<T>): Promise<T>;
  isAlive(): boolean;
  /** The true time until which it sleeps, in ms; past when it does not. */
  frozenUntilMs(): number;
}
