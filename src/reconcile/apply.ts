/** Carries out one action. Each is safe to repeat, and safe to be cut off anywhere. */
import type { UpkeepAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { ID_TOKEN_CLAIMS, redirectUris, SIGN_IN_AUDIENCE, wantedGroupClaims } from '../core/decide/registration';
import { Failure, wasRefused } from '../core/failure';
import type { HeldSecret, Observation, RegistrationSeen } from '../core/observation';
import { registrationUniqueName } from '../core/ownership';
import { addCredential } from './addCredential';
import { deliver } from './deliver';
import type { Outside } from './ports';
import { retire } from './retire';

/** Answers what a delivery showed about the secret that EspoCRM now holds; the other actions show nothing. */
export async function apply(
  action: UpkeepAction,
  spec: ConnectionSpec,
  seen: Observation,
  outside: Outside,
): Promise<HeldSecret> {
  const { registration } = seen;
  if (action.kind === 'register') await register(spec, seen, outside);
  else if (!registration) throw new TypeError(`The action ${action.kind} needs a registration.`);
  else if (action.kind === 'issue') await issue(spec, registration, outside);
  else if (action.kind === 'retire') await retire(action.keyId, spec, seen, registration, outside);
  else return deliver(action.version, spec, seen, registration, outside);
  return 'unknown';
}

function register(spec: ConnectionSpec, seen: Observation, { registrations }: Outside) {
  const { registration } = seen;
  const uris = redirectUris(spec, seen);
  const keep = <T>(wanted: readonly T[], present: readonly T[] = []): T[] => [...new Set([...present, ...wanted])];
  return registrations.write({
    uniqueName: registrationUniqueName(spec.name),
    adopted: spec.adopt?.applicationId,
    displayName: spec.displayName ?? registration?.displayName ?? registrationUniqueName(spec.name),
    signInAudience: SIGN_IN_AUDIENCE,
    redirectUris: keep([uris.wanted], registration?.redirectUris).filter((uri) => !uris.unwanted.includes(uri)),
    idTokenClaims: keep<string>(ID_TOKEN_CLAIMS, registration?.idTokenClaims),
    groupMembershipClaims: wantedGroupClaims(spec),
  });
}

/**
 * Between the two calls the secret text exists only here. A credential whose text was certainly not stored is taken back;
 * where that is not certain it stays, for it may be stored and in use before a removal arrives, and the next look finds
 * it either stored or stray.
 */
async function issue(
  spec: ConnectionSpec,
  { objectId, appId }: RegistrationSeen,
  { registrations, vault, clock }: Outside,
) {
  const issued = await addCredential(objectId, spec, registrations, clock);
  // Not before the answer: what is given to a young secret would run out while this process stalls over the request.
  const record = { keyId: issued.keyId, objectId, appId, issuedAt: clock.now(), expiresAt: issued.endsAt };
  try {
    await vault.store(spec.name, issued.secret, record);
  } catch (error) {
    // Best effort: should this fail too, the stray carries our mark and is retired after the next delivery.
    if (wasRefused(error)) await registrations.removeCredential(objectId, issued.keyId).catch(() => undefined);
    const versions = await vault.readVersions(spec.name).catch(() => []);
    if (!versions.some(({ keyId }) => keyId === issued.keyId)) throw unhurried(error);
  }
}

/** Each try is another credential: a vault that cannot be written to would use up the room for them in a minute. */
const unhurried = (error: unknown) =>
  error instanceof Failure && error.facts.retry === 'soon' ? new Failure({ ...error.facts, retry: 'later' }) : error;
