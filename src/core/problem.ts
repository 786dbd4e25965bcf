/** What stands in the way of a connection until a person acts, from a closed list of codes. */
import type { Failure } from './failure';

/** How EspoCRM keeps its administrator out; each has a way out of its own, which docs/errors.md tells. */
const SIGN_IN_PROBLEMS = [
  'sign-in-refused',
  'second-step-required',
  'not-an-administrator',
  'address-refused',
  'maintenance-mode',
  'administrator-locked-out',
] as const;

/** What EspoCRM lacks and only a person can put right. */
const ESPOCRM_PROBLEMS = [...SIGN_IN_PROBLEMS, 'portal-not-found'] as const;

export const PROBLEM_CODES = [
  'registration-not-owned',
  'registration-too-powerful',
  'registration-not-found',
  'registration-not-single-tenant',
  'group-not-assigned',
  'group-name-ambiguous',
  'too-many-credentials',
  'espocrm-url-differs',
  'secret-expires-soon',
  'secret-expired',
  ...ESPOCRM_PROBLEMS,
  'outside-failure',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  readonly code: ProblemCode;
  /** What is wrong, and what to do about it. */
  readonly detail: string;
}

/** What a failure outside means for the connection: a problem of its own where a person has to mend that one thing. */
export function problemOf(failure: Failure): Problem {
  const { system, code } = failure.facts;
  const known = system === 'EspoCRM' ? ESPOCRM_PROBLEMS.find((each) => each === code) : undefined;
  return { code: known ?? 'outside-failure', detail: failure.message };
}
