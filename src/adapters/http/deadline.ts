/** Ends what takes too long. */

/**
 * Gives `run` a signal that comes after that time. Unlike that of `AbortSignal.timeout`, which Node keeps until its time
 * has come, with all that belongs to a request long answered, it goes when `run` has ended.
 */
export async function withDeadline<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
