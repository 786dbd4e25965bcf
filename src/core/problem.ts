/** What stands in the way of a connection until a person acts, from a closed list of codes. */

export type ProblemCode =
  | 'registration-not-owned'
  | 'registration-too-powerful'
  | 'registration-not-found'
  | 'registration-not-single-tenant'
  | 'too-many-credentials'
  | 'espocrm-url-differs'
  | 'secret-expires-soon'
  | 'secret-expired'
  | 'outside-failure';

export interface Problem {
  readonly code: ProblemCode;
  /** What is wrong, and what to do about it. */
  readonly detail: string;
}
