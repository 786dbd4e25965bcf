/** One process of the product as the world sees it: its clock, and what it asks of what is outside. */
import type { Retry } from '../../src/core/failure';
import type { Operation, Outside } from './operations';

export interface Worker {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** `retry` is what the adapter makes of a call without an answer. */
  call<T>(system: Outside, operation: Operation, effect: () => T, retry?: Retry): Promise<T>;
  isAlive(): boolean;
  /** The true time until which it sleeps, in ms; past when it does not. */
  frozenUntilMs(): number;
}
