/** Makes the outcome of a run: from what was seen and planned last, or from what stopped it. */
import { actionsOf, type Plan, problemsOf, type RemovalAction, type UpkeepAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import type { RemovalSeen } from '../core/decide/removal';
import { renewsAt } from '../core/decide/renewal';
import { type Duration, later, minutes } from '../core/duration';
import { Failure, type FailureFacts, type Retry } from '../core/failure';
import type { Observation } from '../core/observation';
import type { Ended, Outcome, State, Stopped } from '../core/outcome';
import { problemOf } from '../core/problem';
import { assess, assessUnseen } from '../core/report/health';
import { notesOf } from '../core/report/notes';

const RETRY_AFTER: Readonly<Record<Retry, Duration>> = {
  soon: minutes(1),
  later: minutes(15),
  never: minutes(24 * 60),
};

/** What a plan that is left at the end of a run says of the connection. */
function stateOf(next: Plan<UpkeepAction | RemovalAction>): State {
  if (problemsOf(next).length > 0) return 'blocked';
  return next.kind === 'idle' ? 'settled' : 'settling';
}

/** Of a run that ended by itself: nothing left to do, or nothing it may do. */
export function endedOutcome(
  spec: ConnectionSpec,
  seen: Observation,
  next: Plan,
  { done, confirmedAt }: Pick<Ended, 'done' | 'confirmedAt'>,
): Ended {
  const { at, registration, stored } = seen;
  return {
    kind: 'ended',
    state: stateOf(next),
    health: assess(seen, next),
    done,
    appId: registration?.appId,
    otherSecrets: registration?.otherCredentials.map(({ keyId, displayName, endsAt }) => ({
      keyId,
      displayName,
      expiresAt: endsAt,
    })),
    notes: notesOf(spec, seen),
    renewsAt: stored && renewsAt(spec, stored),
    confirmedAt,
    at,
    recheckAt: actionsOf(next).length > 0 ? later(at, RETRY_AFTER.soon) : next.recheckAt,
  };
}

/** Of a removal: `settled` when nothing is left. */
export function removalOutcome(
  { at, registration, missingSince }: RemovalSeen,
  next: Plan<RemovalAction>,
  done: readonly RemovalAction[],
  before: Outcome | undefined,
): Ended {
  return {
    kind: 'ended',
    state: stateOf(next),
    health: { status: 'warn', problems: problemsOf(next) },
    done,
    appId: registration?.appId ?? before?.appId,
    ...(next.kind === 'wait' ? { missingSince: missingSince ?? at } : {}),
    at,
    recheckAt: next.recheckAt,
  };
}

/** Of a run that something outside stopped; what it could not see is taken from the outcome before. */
export function stoppedOutcome(
  failure: FailureFacts,
  { done, confirmedAt, failedIn }: Pick<Stopped, 'done' | 'confirmedAt' | 'failedIn'>,
  seen: Observation | undefined,
  before: Outcome | undefined,
  at: Date,
): Stopped {
  const reason = problemOf(new Failure(failure));
  const stored = seen ? [seen.stored, ...seen.superseded].find((each) => each?.inUseSince) : undefined;
  const expiresAt = stored?.expiresAt ?? before?.health.secretExpiresAt;
  return {
    kind: 'stopped',
    state: failure.retry === 'never' ? 'blocked' : 'settling',
    health: assessUnseen(at, expiresAt, reason),
    done,
    failure,
    failedIn,
    appId: seen?.registration?.appId ?? before?.appId,
    otherSecrets: before?.otherSecrets,
    notes: before?.notes,
    renewsAt: before?.renewsAt,
    confirmedAt,
    at,
    recheckAt: later(at, RETRY_AFTER[failure.retry]),
  };
}
