/** Takes turns until one of them comes to an end, with pauses after failures that pass by themselves. */
import { type Duration, shortestMs } from '../core/duration';
import { Failure, type FailureFacts } from '../core/failure';
import type { Clock } from './ports';

/** Pauses before the next turn after a failure, in ms; the last one repeats. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;

export interface Turns<T> {
  /** One look and what it calls for; undefined when another has to follow. */
  readonly turn: () => Promise<T | undefined>;
  /** Told of every failure. */
  readonly failed: (facts: FailureFacts) => void;
  /** What it comes to when a failure does not pass in time. */
  readonly givenUp: (facts: FailureFacts) => T;
}

/** Whatever is no Failure is thrown on. */
export async function persevere<T>(
  { turn, failed, givenUp }: Turns<T>,
  within: Duration,
  { now, sleep }: Clock,
): Promise<T> {
  const startedAt = now();
  for (let pauses = 0; ; ) {
    try {
      const end = await turn();
      if (end !== undefined) return end;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failed(error.facts);
      const pauseMs = PAUSES_MS[Math.min(pauses, PAUSES_MS.length - 1)] ?? 0;
      const spentMs = now().getTime() - startedAt.getTime();
      if (error.facts.retry !== 'soon' || spentMs + pauseMs > shortestMs(within)) return givenUp(error.facts);
      await sleep(pauseMs);
      pauses += 1;
    }
  }
}
