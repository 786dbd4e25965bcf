/** The check: four requests, without the administrator, tell whether a connection is as it was when it was settled. */
import { createHash } from 'node:crypto';
import type { ConnectionSpec } from '../core/connection';
import { later, minutes } from '../core/duration';
import { optional } from '../core/failure';
import type { ConnectionName } from '../core/ids';
import type { Observation, OfferedSignIn, RegistrationChecked, StoredSecret } from '../core/observation';
import type { Ended } from '../core/outcome';
import type { Connector } from './connector';
import type { Ports } from './ports';

/** A check that comes a little early counts as the one that is due: of daily checks, each is then a whole look. */
const EARLY = minutes(2 * 60);

/** What a fingerprint is taken of. */
interface Checked {
  readonly registration: RegistrationChecked;
  readonly versions: readonly StoredSecret[];
  readonly offered: OfferedSignIn;
}

/** Equal for what looks the same. Short, because it lies in the connection's document, and nobody has to read it. */
function fingerprintOf({ registration, versions, offered }: Checked): string {
  const credentials = [...registration.credentials, ...registration.otherCredentials];
  const sameFor = [
    registration.objectId,
    registration.appId,
    registration.displayName,
    registration.signInAudience,
    [...registration.redirectUris].sort(),
    [...registration.idTokenClaims].sort(),
    registration.applicationPermissions,
    registration.groupMembershipClaims,
    credentials.map(({ keyId, endsAt }) => `${keyId} ${endsAt.toISOString()}`).sort(),
    versions.map(({ version, keyId, deliveredAt }) => [version, keyId, deliveredAt?.toISOString()]),
    offered.clientId,
    offered.endpoint,
    offered.redirectUri,
    offered.scopes,
    offered.claims,
    offered.prompt,
    offered.maxAge,
  ];
  return createHash('sha256').update(JSON.stringify(sameFor)).digest('base64url');
}

/** The outcome with its fingerprint, when it is settled. */
export function fingerprinted(outcome: Ended, { registration, stored, superseded, offered }: Observation): Ended {
  if (outcome.state !== 'settled' || !registration || !stored || !offered) return outcome;
  return { ...outcome, settledAs: fingerprintOf({ registration, versions: [stored, ...superseded], offered }) };
}

/**
 * Whether nothing is to be done about a connection now; false for anything that calls for a whole look, which then says
 * what it is. One that waits for a person is left alone until that is due.
 */
export async function mayWait(name: ConnectionName, { connections, ports }: Connector): Promise<boolean> {
  const known = await connections.find(name);
  // Removed in the meantime.
  if (!known) return true;
  const { spec, outcome } = known;
  if (!outcome || spec.removal || later(ports.clock.now(), EARLY) >= outcome.recheckAt) return false;
  if (outcome.state === 'blocked') return true;
  if (outcome.kind !== 'ended' || !outcome.settledAs) return false;
  const checked = await optional(check(spec, ports));
  return checked !== undefined && fingerprintOf(checked) === outcome.settledAs;
}

async function check(spec: ConnectionSpec, { registrations, vault, espocrm }: Ports): Promise<Checked | undefined> {
  const { name, adopt } = spec;
  const [registration, versions, offered] = await Promise.all([
    registrations.readForCheck(name, adopt?.applicationId),
    vault.readVersions(name),
    espocrm.offers(spec),
  ]);
  return registration && offered && { registration, versions, offered };
}
