/** Runs requests of an SDK, so that whatever it throws leaves the adapter as a Failure. */
import type { Failure } from '../core/failure';

export const attempting =
  (failureOf: (operation: string, error: unknown) => Failure) =>
  async <T>(operation: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw failureOf(operation, error);
    }
  };
