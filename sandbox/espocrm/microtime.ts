/** The time as PHP stamps it, in seconds with six digits; never the same twice, as hardly ever on a real server. */
import type { Clock } from '../kit/clock';

export type Microtime = () => number;

const MICROSECOND = 1e-6;
const DIGITS = 6;

export function createMicrotime(clock: Clock): Microtime {
  let last = 0;
  return () => {
    last = Number(Math.max(clock.now().getTime() / 1000, last + MICROSECOND).toFixed(DIGITS));
    return last;
  };
}
