/** Which source stands mutated right now: told by the runner to the sandbox that Jest makes for each run of a test. */

export interface Mutated {
  /** Its whole path. */
  readonly file: string;
  /** What runs instead, as JavaScript. */
  readonly code: string;
}

/** In both worlds a property of the global object. */
export const MUTATED = '__mutated';
