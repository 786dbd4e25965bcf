/** The sandbox's clock: real time plus an offset that only grows, shared by simulators, storage and app. */

export interface Clock {
  now(): Date;
  /** Milliseconds by which the sandbox runs ahead of the machine. */
  offsetMs(): number;
  /** Moves forward and waits until every listener has taken the new time. */
  moveBy(ms: number): Promise<void>;
  moveTo(at: Date): Promise<void>;
  /** Calls the listener after each move; returns how to stop that. */
  onMove(listener: (offsetMs: number) => void | Promise<void>): () => void;
}

export function createClock(): Clock {
  let offsetMs = 0;
  const listeners = new Set<(offsetMs: number) => void | Promise<void>>();
  const now = () => new Date(Date.now() + offsetMs);
  const moveBy = async (ms: number) => {
    if (!(ms >= 0)) throw new RangeError('The clock only moves forward.');
    offsetMs += ms;
    // In order of registration: storage and app take the time before simulators act on it.
    for (const listener of listeners) await listener(offsetMs);
  };
  return {
    now,
    offsetMs: () => offsetMs,
    moveBy,
    moveTo: (at) => moveBy(at.getTime() - now().getTime()),
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
