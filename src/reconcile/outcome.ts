/** What one reconciliation came to: kept with the connection, shown by the API, told to the log. */
import type { Action, RemovalAction, UpkeepAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import type { Plan } from '../core/decide/plan';
import type { RemovalSeen } from '../core/decide/removal';
import { renewsAt } from '../core/decide/renewal';
import { type Duration, later, minutes } from '../core/duration';
import { Failure, type FailureFacts } from '../core/failure';
import type { Observation } from '../core/observation';
import { problemOf } from '../core/problem';
import { assess, assessUnseen, type Health } from '../core/report/health';
import { type Note, notesOf } from '../core/report/notes';

export interface OtherSecret {
  readonly keyId: string;
  readonly displayName?: string | undefined;
  readonly expiresAt: Date;
}

export interface Outcome {
  /** `settled`: nothing left to do now. `settling`: continued by itself. `blocked`: a person has to act first. */
  readonly state: 'settled' | 'settling' | 'blocked';
  readonly health: Health;
  /** What was done, in order. */
  readonly done: readonly Action[];
  /** What stopped it, when something outside did. */
  readonly failure?: FailureFacts | undefined;
  /** In which action; undefined when it was while looking. */
  readonly failedIn?: UpkeepAction['kind'] | undefined;
  readonly appId?: string | undefined;
  /** Client secrets on the registration that are not ours. */
  readonly otherSecrets?: readonly OtherSecret[] | undefined;
  /** What is worth knowing, and needs no mending. */
  readonly notes?: readonly Note[] | undefined;
  /** From when on the client secret is replaced. */
  readonly renewsAt?: Date | undefined;
  /** When EspoCRM last proved that Entra accepts the secret it holds; undefined where that cannot be told. */
  readonly confirmedAt?: Date | undefined;
  /** Of a removal: since when Entra does not show the registration, though it was not deleted by us. */
  readonly missingSince?: Date | undefined;
  /** Since when the connection is in trouble; undefined when it is not. Given by `settle`, which knows the outcome before. */
  readonly troubledSince?: Date | undefined;
  /** What the connection looked like, of one that is settled: as long as it does, nothing is to be done. */
  readonly settledAs?: string | undefined;
  readonly at: Date;
  /** When the next thing is due if nobody changes anything. */
  readonly recheckAt: Date;
}

const RETRY_AFTER: Record<FailureFacts['retry'], Duration> = {
  soon: minutes(1),
  later: minutes(15),
  never: minutes(24 * 60),
};

type Run = Pick<Outcome, 'done' | 'confirmedAt' | 'failedIn'>;

/** Of a run that ended by itself: nothing left to do, or nothing it may do. */
export function settledOutcome(
  spec: ConnectionSpec,
  seen: Observation,
  next: Plan,
  { done, confirmedAt }: Run,
): Outcome {
  const isUnfinished = next.actions.length > 0 || next.waiting;
  const state = next.problems.length > 0 ? 'blocked' : isUnfinished ? 'settling' : 'settled';
  const recheckAt = next.actions.length > 0 ? later(seen.at, RETRY_AFTER.soon) : next.recheckAt;
  const appId = seen.registration?.appId;
  const otherSecrets = seen.registration?.otherCredentials.map(({ keyId, displayName, endsAt }) => ({
    keyId,
    displayName,
    expiresAt: endsAt,
  }));
  const health = assess(seen, next);
  const found = {
    appId,
    otherSecrets,
    notes: notesOf(spec, seen),
    renewsAt: seen.stored && renewsAt(spec, seen.stored),
  };
  return { state, health, done, failure: undefined, ...found, confirmedAt, at: seen.at, recheckAt };
}

/** Of a removal: `settled` when nothing is left. */
export function removalOutcome(
  { at, registration, missingSince }: RemovalSeen,
  { actions, problems, recheckAt, waiting }: Plan<RemovalAction>,
  done: readonly RemovalAction[],
  before: Outcome | undefined,
): Outcome {
  const isUnfinished = actions.length > 0 || waiting;
  const state = problems.length > 0 ? 'blocked' : isUnfinished ? 'settling' : 'settled';
  const appId = registration?.appId ?? before?.appId;
  const missing = waiting ? { missingSince: missingSince ?? at } : {};
  return { state, health: { status: 'warn', problems }, done, appId, ...missing, at, recheckAt };
}

/** Of a run that something outside stopped; what it could not see is taken from the outcome before. */
export function failedOutcome(
  facts: FailureFacts,
  seen: Observation | undefined,
  { done, confirmedAt, failedIn }: Run,
  before: Outcome | undefined,
  at: Date,
): Outcome {
  const reason = problemOf(new Failure(facts));
  const stored = seen ? [seen.stored, ...seen.superseded].find((each) => each?.inUseSince) : undefined;
  const expiresAt = stored?.expiresAt ?? before?.health.secretExpiresAt;
  return {
    state: facts.retry === 'never' ? 'blocked' : 'settling',
    health: assessUnseen(at, expiresAt, reason),
    done,
    failure: facts,
    failedIn,
    appId: seen?.registration?.appId ?? before?.appId,
    otherSecrets: before?.otherSecrets,
    notes: before?.notes,
    renewsAt: before?.renewsAt,
    confirmedAt,
    at,
    recheckAt: later(at, RETRY_AFTER[facts.retry]),
  };
}
