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
import { type Plan, type Retire, rest, type UpkeepAction } from '../action';
import type { ConnectionSpec } from '../connection';
import { days, later, shortestMs } from '../duration';
import { CREDENTIAL_LISTED } from '../entraLag';
import type { CredentialSeen, Issued, Observation, Registered } from '../observation';
import type { Problem } from '../problem';
import { drifted, ESSENTIAL_SETTINGS, isUserNameTooShort } from './espocrmSettings';
import { groupProblems } from './groups';
import { obstacle, tooManyCredentials } from './obstacle';
import { redirectUris, registrationFits } from './registration';
import { renewalDue } from './renewal';
import { isReplaced, isUrgent, revokedAtOnce } from './rotation';
import { retire, retiresAt, supersededBy } from './superseded';

/** The secret in EspoCRM cannot be read back, so it is delivered again from time to time. */
const REFRESH_EVERY = days(7);
const FIRST_REFRESH_MS = shortestMs(days(1));
/** A secret that works must outlive the wait for its successor by more than any queue can delay that. */
const TIME_LEFT = days(1);
/** A timer asks for every connection at least this often. */
const LOOK_EVERY = days(1);

export function plan(spec: ConnectionSpec, seen: Observation): Plan {
  const { at, registration } = seen;
  const register = (reason: 'missing' | 'drifted' | 'moved') => act(at, [], { kind: 'register', reason });
  const fits = registration && registrationFits(spec, registration, redirectUris(spec, seen));
  const blocked = obstacle(spec, seen);
  // Users may come back to the new address as soon as EspoCRM has it, so Entra knows it before.
  if (blocked?.code === 'espocrm-url-differs' && spec.moved && fits === false) return register('moved');
  if (blocked) return { kind: 'blocked', problems: [blocked], recheckAt: later(at, LOOK_EVERY) };
  if (!registration) return register('missing');
  return fits ? planSecrets(spec, { ...seen, registration }) : register('drifted');
}

const act = (at: Date, problems: readonly Problem[], ...actions: readonly UpkeepAction[]): Plan => ({
  kind: 'act',
  actions,
  problems,
  recheckAt: at,
});

/** The registration is as wanted; what is left are the secrets on it, and EspoCRM's settings. */
function planSecrets(spec: ConnectionSpec, seen: Registered): Plan {
  const { at, registration, stored } = seen;
  const unknownGroups = groupProblems(spec, registration);
  const leaked = revokedAtOnce(spec, registration);
  if (leaked.length > 0)
    return act(at, unknownGroups, ...leaked.map((keyId): Retire => ({ kind: 'retire', reason: 'leaked', keyId })));

  const cause = issueReason(spec, seen);
  const tooMany = cause && tooManyCredentials(at, registration);
  if (cause && !tooMany) return act(at, unknownGroups, { kind: 'issue', reason: cause });
  const problems = tooMany ? [...unknownGroups, tooMany] : unknownGroups;
  // Beside a secret that Entra does not list, or refuses, nothing is superseded: where its tag was edited, the one in use would be.
  if (!stored || cause === 'revoked' || cause === 'unusable')
    return { kind: 'blocked', problems, recheckAt: later(at, LOOK_EVERY) };
  return planDelivery(spec, { ...seen, stored }, problems);
}

/** Key Vault holds a secret that may be delivered. */
function planDelivery(spec: ConnectionSpec, seen: Issued, problems: readonly Problem[]): Plan {
  const { at, stored } = seen;
  const until = isUrgent(spec, seen) ? undefined : deliverableAt(spec, seen);
  if (until) return rest('wait', problems, until);
  const retiring = supersededBy(spec, seen).filter((each) => at >= retiresAt(spec, stored, each));
  const reason = deliverReason(spec, seen) ?? (retiring.length > 0 ? 'before-retiring' : undefined);
  if (!reason) return rest('idle', problems, nextDue(spec, seen));
  const { version, keyId } = stored;
  // Delivering again before anything is removed undoes the late write of a slower worker.
  return act(at, problems, { kind: 'deliver', reason, version, keyId }, ...retiring.map(retire));
}

const isListed = ({ registration, stored }: Issued): boolean =>
  registration.credentials.some(({ keyId }) => keyId === stored.keyId);

function issueReason(spec: ConnectionSpec, { stored, ...seen }: Registered) {
  if (!stored) return 'missing';
  if (isReplaced(spec, stored.keyId)) return 'requested';
  if (!isListed({ ...seen, stored }) && seen.at >= later(stored.issuedAt, CREDENTIAL_LISTED)) return 'revoked';
  if (stored.refusedAt) return 'unusable';
  return seen.at >= renewalDue(spec, stored) ? 'expiring' : undefined;
}

function deliverReason(spec: ConnectionSpec, seen: Issued) {
  const { stored, espocrm } = seen;
  if (!stored.deliveredAt || !stored.inUseSince) return 'new';
  if (espocrm.portal?.isLinked === false || seen.heldSecret === 'refused') return 'drifted';
  if (isUserNameTooShort(spec, espocrm)) return 'drifted';
  if (Object.keys(drifted(spec, seen)).length > 0) return 'drifted';
  return seen.at >= refreshDue(stored.deliveredAt, stored.inUseSince) ? 'refresh' : undefined;
}

/**
 * Entra's servers learn of a new secret within minutes and not in step, so one that accepts it proves nothing about the
 * others. While EspoCRM has a secret that works there is no hurry; undefined when there is none, or the time has come.
 */
function deliverableAt(spec: ConnectionSpec, seen: Issued): Date | undefined {
  const { registration, stored } = seen;
  const until = later(stored.issuedAt, spec.secret.deliverAfter);
  if (stored.inUseSince || seen.at >= until || seen.heldSecret === 'refused') return undefined;
  // Not only those recorded as delivered: another worker may have delivered one and not come to record it.
  const mayBeInUse = new Set([...seen.superseded, ...registration.otherCredentials].map(({ keyId }) => keyId));
  const isLive = ({ keyId, endsAt }: CredentialSeen) => later(until, TIME_LEFT) < endsAt && mayBeInUse.has(keyId);
  const canSignIn = !ESSENTIAL_SETTINGS.some((key) => key in drifted(spec, seen));
  return canSignIn && [...registration.credentials, ...registration.otherCredentials].some(isLive) ? until : undefined;
}

/** A day after the first delivery, then at intervals that double up to seven days: a lost write shows early or never. */
function refreshDue(deliveredAt: Date, inUseSince: Date): Date {
  const intervalMs = FIRST_REFRESH_MS + deliveredAt.getTime() - inUseSince.getTime();
  return later(deliveredAt, { months: 0, ms: Math.min(intervalMs, shortestMs(REFRESH_EVERY)) });
}

function nextDue(spec: ConnectionSpec, seen: Issued): Date {
  const { stored } = seen;
  const { deliveredAt, inUseSince } = stored;
  const retirements = supersededBy(spec, seen).map((each) => retiresAt(spec, stored, each));
  const listing = isListed(seen) ? [] : [later(stored.issuedAt, CREDENTIAL_LISTED)];
  const refresh = deliveredAt && inUseSince ? [refreshDue(deliveredAt, inUseSince)] : [];
  const due = [later(seen.at, LOOK_EVERY), renewalDue(spec, stored), ...listing, ...refresh, ...retirements];
  return new Date(Math.min(...due.map((each) => each.getTime())));
}
