/** Time of the model: whatever is to happen waits in one ordered line, and nothing happens between two of its moments. */

export interface Timeline {
  /** Milliseconds since the epoch: the true time, which no process can read. */
  nowMs(): number;
  at(ms: number, happen: () => void): void;
  /** Lets everything happen that is due until then, each with all that follows from it, and ends at that time. */
  runUntil(ms: number): Promise<void>;
  /** The same at once: what follows from it follows when that time has come. */
  passUntil(ms: number): void;
}

interface Moment {
  readonly ms: number;
  readonly happen: () => void;
}

export function createTimeline(startMs: number): Timeline {
  let nowMs = startMs;
  const line: Moment[] = [];

  /** Comes to the next moment that is due until then, if there is one. */
  function step(ms: number): boolean {
    const next = line.at(-1);
    if (!next || next.ms > ms) return false;
    line.pop();
    nowMs = Math.max(nowMs, next.ms);
    next.happen();
    return true;
  }

  return {
    nowMs: () => nowMs,
    at(ms, happen) {
      // Latest first, so that the next one comes off the end; of two at the same time the earlier asked comes first.
      let at = line.length;
      while (at > 0 && (line[at - 1]?.ms ?? 0) <= ms) at -= 1;
      line.splice(at, 0, { ms: Math.max(ms, nowMs), happen });
    },
    async runUntil(ms) {
      while (step(ms)) await everythingAwaited();
      nowMs = Math.max(nowMs, ms);
    },
    passUntil(ms) {
      while (step(ms));
      nowMs = Math.max(nowMs, ms);
    },
  };
}

/** Node runs a tick that was asked for within a promise job only when no promise job is left. */
const everythingAwaited = () => new Promise<void>((resolve) => process.nextTick(resolve));
