/** How much a service lets a caller use within a span of time, and what is left of it, by the sandbox's clock. */
import type { Clock } from './clock';

export interface Allowance {
  readonly amount: number;
  readonly perMs: number;
}

export interface Meter {
  /** Milliseconds until that much more may be used; 0: now. */
  waitMs(amount: number): number;
  use(amount: number): void;
}

/** A span begins with the first use after the one before. `allowance` is asked each time, because it may be changed. */
export function createMeter({ now }: Clock, allowance: () => Allowance): Meter {
  let beganAtMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  const leftMs = () => beganAtMs + allowance().perMs - now().getTime();
  return {
    waitMs: (amount) => (leftMs() > 0 && used + amount > allowance().amount ? leftMs() : 0),
    use(amount) {
      if (leftMs() <= 0) {
        beganAtMs = now().getTime();
        used = 0;
      }
      used += amount;
    },
  };
}
