/** For answers that are good to have, and stop nothing when they cannot be had. */
import { Failure } from '../core/failure';

/** Undefined where something outside failed. */
export async function optional<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
