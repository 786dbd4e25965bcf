/** A quick look without the administrator, four requests long: whether a connection is as it was when it was settled. */
import { createHash } from 'node:crypto';
import type { ConnectionSpec } from '../core/connection';
import { later, minutes } from '../core/duration';
import type { Observation, OfferedSignIn, RegistrationGlance, StoredSecret } from '../core/observation';
import type { Outcome } from './outcome';
import type { Outside } from './ports';
import type { Services } from './services';
import { unlessFailed } from './unlessFailed';

/** A check that comes a little early counts as the one that is due: of daily checks, each is then a whole look. */
const EARLY = minutes(2 * 60);

interface Glance {
  readonly registration: RegistrationGlance;
  readonly versions: readonly StoredSecret[];
  readonly offered: OfferedSignIn;
}

/** Equal for what looks the same. Short, because it lies in the connection's document, and nobody has to read it. */
function likeness({ registration, versions, offered }: Glance): string {
  const { objectId, appId, displayName, signInAudience, redirectUris, idTokenClaims } = registration;
  const { applicationPermissions, groupMembershipClaims, credentials, otherCredentials } = registration;
  const sameFor = [
    ...[objectId, appId, displayName, signInAudience, [...redirectUris].sort(), [...idTokenClaims].sort()],
    ...[applicationPermissions, groupMembershipClaims],
    [...credentials, ...otherCredentials].map(({ keyId, endsAt }) => `${keyId} ${endsAt.toISOString()}`).sort(),
    versions.map(({ version, keyId, deliveredAt }) => [version, keyId, deliveredAt?.toISOString()]),
    ...[offered.clientId, offered.endpoint, offered.redirectUri, offered.scopes, offered.claims],
    ...[offered.prompt, offered.maxAge],
  ];
  return createHash('sha256').update(JSON.stringify(sameFor)).digest('base64url');
}

/** The outcome with what the connection looked like, when it is settled. */
export function remembered(outcome: Outcome, { registration, stored, superseded, offered }: Observation): Outcome {
  if (outcome.state !== 'settled' || !registration || !stored || !offered) return outcome;
  return { ...outcome, settledAs: likeness({ registration, versions: [stored, ...superseded], offered }) };
}

/**
 * Whether nothing is to be done about a connection now; false for anything that calls for a whole look, which then says
 * what it is. One that waits for a person is left alone until that is due.
 */
export async function mayWait(name: string, { connections, outside }: Services): Promise<boolean> {
  const known = await connections.find(name);
  // Removed in the meantime.
  if (!known) return true;
  const { spec, outcome } = known;
  if (!outcome || spec.removal || later(outside.clock.now(), EARLY) >= outcome.recheckAt) return false;
  if (outcome.state === 'blocked') return true;
  if (!outcome.settledAs) return false;
  const glance = await unlessFailed(glanceAt(spec, outside));
  return glance !== undefined && likeness(glance) === outcome.settledAs;
}

async function glanceAt(spec: ConnectionSpec, { registrations, vault, espocrm }: Outside): Promise<Glance | undefined> {
  const { name, adopt } = spec;
  const [registration, versions, offered] = await Promise.all([
    registrations.glance(name, adopt?.applicationId),
    vault.readVersions(name),
    espocrm.offers(spec),
  ]);
  return registration && offered && { registration, versions, offered };
}
