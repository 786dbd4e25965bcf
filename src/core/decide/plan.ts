/**
 * The decision: from what is wanted and what is seen to what is done now, and when to look again.
 *
 * Pure, and it never predicts: it acts only on what was seen, so a crash anywhere is repaired by the next look.
 *
 * | a crash after …                | the next look sees            | and does                                  |
 * | ------------------------------ | ----------------------------- | ----------------------------------------- |
 * | a secret was added in Entra    | vault unchanged, a stray      | issues again; the stray is retired in time |
 * | it was stored in Key Vault     | a version never delivered     | delivers it                               |
 * | EspoCRM took it                | still not marked delivered    | delivers it again, the same value         |
 * | the delivery was marked        | a superseded secret           | waits the overlap, delivers again, retires |
 * | one of several was retired     | the others                    | delivers again, retires the others        |
 */
import type { Action, Retire, UpkeepAction } from '../action';
import type { ConnectionSpec } from '../connection';
import { days, later, minutes, shortestMs } from '../duration';
import type { CredentialSeen, Observation, RegistrationSeen, StoredSecret } from '../observation';
import type { Problem } from '../problem';
import { drifted, ESSENTIAL_SETTINGS } from './espocrmSettings';
import { groupProblems } from './groups';
import { obstacle, tooManyCredentials } from './obstacle';
import { redirectUris, registrationFits } from './registration';
import { renewalDue } from './renewal';
import { isReplaced, isUrgent, revokedAtOnce } from './rotation';
import { retire, retiresAt, supersededBy } from './superseded';
import { isUserNameTooShort } from './userNames';

export interface Plan<A extends Action = UpkeepAction> {
  readonly actions: readonly A[];
  readonly problems: readonly Problem[];
  /** When the next thing is due if nobody changes anything. */
  readonly recheckAt: Date;
  /** Whether something is under way that only time brings about. */
  readonly waiting?: true;
}

/** Graph lists a new credential late; until then a keyId that the vault names is "not yet listed", after it "revoked". */
export const LISTING_GRACE = minutes(15);
/** The secret in EspoCRM cannot be read back, so it is delivered again from time to time. */
const REFRESH_EVERY = days(7);
const FIRST_REFRESH_MS = shortestMs(days(1));
/** A secret that works must outlive the wait for its successor by more than any queue can delay that. */
const TIME_LEFT = days(1);
/** A timer looks at every connection at least this often. */
const LOOK_EVERY = days(1);

export function plan(spec: ConnectionSpec, seen: Observation): Plan {
  const { at, registration, stored } = seen;
  const problems: Problem[] = [];
  const now = (...actions: UpkeepAction[]): Plan => ({ actions, problems, recheckAt: at });
  const fits = registration && registrationFits(spec, registration, redirectUris(spec, seen));
  const blocked = obstacle(spec, seen);
  // Users may come back to the new address as soon as EspoCRM has it, so Entra knows it before.
  if (blocked?.code === 'espocrm-url-differs' && spec.moved && fits === false)
    return now({ kind: 'register', reason: 'moved' });
  if (blocked) return { actions: [], problems: [blocked], recheckAt: later(at, LOOK_EVERY) };

  if (!registration) return now({ kind: 'register', reason: 'missing' });
  if (!fits) return now({ kind: 'register', reason: 'drifted' });
  problems.push(...groupProblems(spec, registration));
  const leaked = revokedAtOnce(spec, registration);
  if (leaked.length > 0) return now(...leaked.map((keyId): Retire => ({ kind: 'retire', reason: 'leaked', keyId })));

  const cause = issueReason(spec, seen, registration);
  const tooMany = cause && tooManyCredentials(at, registration);
  if (cause && !tooMany) return now({ kind: 'issue', reason: cause });
  if (tooMany) problems.push(tooMany);
  // Beside a secret that Entra does not list, or refuses, nothing is superseded: where its tag was edited, the one in use would be.
  if (!stored || cause === 'revoked' || cause === 'unusable')
    return { actions: [], problems, recheckAt: later(at, LOOK_EVERY) };

  const until = isUrgent(spec, registration, stored) ? undefined : deliverableAt(spec, seen, registration, stored);
  if (until) return { actions: [], problems, recheckAt: until, waiting: true };

  const { version, keyId } = stored;
  const retiring = supersededBy(spec, stored, seen, registration).filter((each) => at >= retiresAt(spec, stored, each));
  const reason =
    deliverReason(spec, seen, registration, stored) ?? (retiring.length > 0 ? 'before-retiring' : undefined);
  if (!reason) return { actions: [], problems, recheckAt: nextDue(spec, seen, registration, stored) };
  // Delivering again before anything is removed undoes the late write of a slower worker.
  return now({ kind: 'deliver', reason, version, keyId }, ...retiring.map(retire));
}

const isListed = ({ credentials }: RegistrationSeen, stored: StoredSecret) =>
  credentials.some(({ keyId }) => keyId === stored.keyId);

function issueReason(spec: ConnectionSpec, { at, stored }: Observation, registration: RegistrationSeen) {
  if (!stored) return 'missing';
  if (isReplaced(spec, stored.keyId)) return 'requested';
  if (!isListed(registration, stored) && at >= later(stored.issuedAt, LISTING_GRACE)) return 'revoked';
  if (stored.refusedAt) return 'unusable';
  return at >= renewalDue(spec, stored) ? 'expiring' : undefined;
}

function deliverReason(spec: ConnectionSpec, seen: Observation, registration: RegistrationSeen, stored: StoredSecret) {
  if (!stored.deliveredAt || !stored.inUseSince) return 'new';
  const { portal } = seen.espocrm;
  if (portal?.isLinked === false || seen.heldSecret === 'refused') return 'drifted';
  if (isUserNameTooShort(spec, seen.espocrm)) return 'drifted';
  if (Object.keys(drifted(spec, registration, seen)).length > 0) return 'drifted';
  return seen.at >= refreshDue(stored.deliveredAt, stored.inUseSince) ? 'refresh' : undefined;
}

/**
 * Entra's servers learn of a new secret within minutes and not in step, so one that accepts it proves nothing about the
 * others. While EspoCRM has a secret that works there is no hurry; undefined when there is none, or the time has come.
 */
function deliverableAt(spec: ConnectionSpec, seen: Observation, registration: RegistrationSeen, stored: StoredSecret) {
  const until = later(stored.issuedAt, spec.secret.deliverAfter);
  if (stored.inUseSince || seen.at >= until || seen.heldSecret === 'refused') return undefined;
  const isLive = ({ keyId, endsAt }: CredentialSeen) => later(until, TIME_LEFT) < endsAt && mayBeInUse.has(keyId);
  // Not only those recorded as delivered: another worker may have delivered one and not come to record it.
  const mayBeInUse = new Set([...seen.superseded, ...registration.otherCredentials].map(({ keyId }) => keyId));
  const canSignIn = !ESSENTIAL_SETTINGS.some((key) => key in drifted(spec, registration, seen));
  return canSignIn && [...registration.credentials, ...registration.otherCredentials].some(isLive) ? until : undefined;
}

/** A day after the first delivery, then at intervals that double up to seven days: a lost write shows early or never. */
function refreshDue(deliveredAt: Date, inUseSince: Date): Date {
  const intervalMs = FIRST_REFRESH_MS + deliveredAt.getTime() - inUseSince.getTime();
  return later(deliveredAt, { months: 0, ms: Math.min(intervalMs, shortestMs(REFRESH_EVERY)) });
}

function nextDue(spec: ConnectionSpec, seen: Observation, registration: RegistrationSeen, stored: StoredSecret): Date {
  const retirements = supersededBy(spec, stored, seen, registration).map((each) => retiresAt(spec, stored, each));
  const { deliveredAt, inUseSince } = stored;
  const listing = isListed(registration, stored) ? [] : [later(stored.issuedAt, LISTING_GRACE)];
  const refresh = deliveredAt && inUseSince ? [refreshDue(deliveredAt, inUseSince)] : [];
  const due = [later(seen.at, LOOK_EVERY), renewalDue(spec, stored), ...listing, ...refresh, ...retirements];
  return new Date(Math.min(...due.map((each) => each.getTime())));
}
