/** Looks for what has fallen due: after every move of the clock, and once a second while real time passes. */
import type { Clock } from './clock';

/** Returns how to stop. The timer keeps no process alive. */
export function watchClock(clock: Clock, look: () => void): () => void {
  const stopListening = clock.onMove(look);
  const timer = setInterval(look, 1000);
  timer.unref();
  return () => {
    stopListening();
    clearInterval(timer);
  };
}
