/** What is good to know, and stops nothing where it cannot be had. */
import { Failure } from '../core/failure';

/** Undefined where something outside failed. */
export async function unlessFailed<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
