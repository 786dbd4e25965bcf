/** How a connection is doing, in the words of the health+json convention: pass, warn, fail. */
import { type Plan, problemsOf } from '../action';
import { days, daysBetween, later } from '../duration';
import { CREDENTIAL_LISTED } from '../entraLag';
import type { Observation } from '../observation';
import type { Health } from '../outcome';
import type { Problem } from '../problem';

/** The guide's reminder: two weeks before a secret expires somebody should be told. */
const FAIL_WITHIN = days(14);

/** `fail`: users cannot sign in, or soon cannot. `warn`: they can, but something is left to do. */
export function assess({ at, registration, stored, superseded }: Observation, next: Plan): Health {
  const problems = problemsOf(next);
  const held = [stored, ...superseded].find((each) => each?.inUseSince !== undefined);
  const isListed = held && registration?.credentials.some(({ keyId }) => keyId === held.keyId);
  const isKnown = isListed || (held && at < later(held.issuedAt, CREDENTIAL_LISTED));
  const expiry = expiryProblems(at, held?.expiresAt);
  const warn = next.kind === 'act' || problems.length > 0;
  return {
    status: !isKnown || expiry.length > 0 ? 'fail' : warn ? 'warn' : 'pass',
    problems: [...problems, ...expiry],
    secretExpiresAt: held?.expiresAt,
  };
}

/** When the connection could not be looked at: what is known from before, plus why. */
export function assessUnseen(at: Date, secretExpiresAt: Date | undefined, reason: Problem): Health {
  const expiry = expiryProblems(at, secretExpiresAt);
  const status = secretExpiresAt === undefined || expiry.length > 0 ? 'fail' : 'warn';
  return { status, problems: [reason, ...expiry], secretExpiresAt };
}

function expiryProblems(at: Date, expiresAt: Date | undefined): Problem[] {
  if (!expiresAt || later(at, FAIL_WITHIN) < expiresAt) return [];
  const when = expiresAt.toISOString();
  if (expiresAt <= at)
    return [
      { code: 'secret-expired', detail: `The client secret expired at ${when}: nobody can sign in through Entra.` },
    ];
  const left = daysBetween(at, expiresAt);
  return [
    {
      code: 'secret-expires-soon',
      detail: `The client secret expires at ${when}, in ${left} days, and is not renewed yet.`,
    },
  ];
}
