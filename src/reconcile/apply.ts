/** Carries out one action. Each is safe to repeat, and safe to be cut off anywhere. */
import type { UpkeepAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { later, minutes } from '../core/duration';
import { Failure, wasRefused } from '../core/failure';
import { teamsByGroupId } from '../core/groups';
import type { HeldSecret, Observation, RegistrationSeen } from '../core/observation';
import { registrationUniqueName } from '../core/ownership';
import { ID_TOKEN_CLAIMS, redirectUris, SIGN_IN_AUDIENCE, wantedGroupClaims } from '../core/registration';
import { redirectUriOf, settingsToWrite } from '../core/signIn';
import { missingTeams } from '../core/teams';
import { isUserNameTooShort } from '../core/userNames';
import { addCredential } from './addCredential';
import type { AdminSignIn, EspoCrm, Outside } from './ports';
import { probe } from './probe';
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

async function deliver(
  version: string,
  spec: ConnectionSpec,
  seen: Observation,
  registration: RegistrationSeen,
  outside: Outside,
): Promise<HeldSecret> {
  const { signIn, vault, espocrm, clock } = outside;
  const { appId } = registration;
  const [secret, admin] = await Promise.all([vault.reveal(spec.name, version), vault.readAdmin(spec.name)]);
  if (!(await signIn.accepts(appId, secret))) throw notAccepted(seen);
  const { userNameLength } = spec.signIn;
  if (userNameLength !== undefined && isUserNameTooShort(spec, seen.espocrm))
    await espocrm.lengthenUserNames(spec, admin, userNameLength);
  const settings = settingsToWrite(spec, registration, await withTeams(spec, seen, registration, admin, espocrm));
  await espocrm.deliver(spec, admin, settings, secret);
  const held = await probe(spec, appId, secret, redirectUriOf(seen.espocrm.siteUrl), outside);
  if (held === 'refused') throw notUsed();
  await vault.markDelivered(spec.name, version, clock.now());
  return held;
}

/** Teams are looked for again before one is made, because EspoCRM takes the same name twice. */
async function withTeams(
  spec: ConnectionSpec,
  seen: Observation,
  registration: RegistrationSeen,
  admin: AdminSignIn,
  espocrm: EspoCrm,
) {
  const missing = missingTeams(teamsByGroupId(spec, registration), seen.espocrm);
  if (missing.length === 0) return seen;
  const made = await espocrm.createTeams(spec, admin, missing);
  return { ...seen, espocrm: { ...seen.espocrm, teams: { ...seen.espocrm.teams, ...made } } };
}

/** Tried again in a minute, not at once: each refused probe counts towards EspoCRM's ban. */
const notUsed = () =>
  new Failure({
    system: 'EspoCRM',
    operation: 'confirm the client secret',
    code: 'secret-not-used',
    retry: 'later',
    advice:
      "EspoCRM took the secret, but its sign-in at Entra is still refused. Either it lost the write, which is then made again; or data/config-internal-override.php or the container's ESPOCRM_CONFIG_OIDC_CLIENT_SECRET holds another secret; or EspoCRM cannot reach Entra's token endpoint.",
  });

/** A new secret takes seconds to minutes to reach every server of Entra. */
const REPLICATION = minutes(30);

const notAccepted = ({ at, stored }: Observation) =>
  new Failure({
    system: 'Entra',
    operation: 'prove the client secret',
    code: 'AADSTS7000215',
    retry: stored && at < later(stored.issuedAt, REPLICATION) ? 'soon' : 'later',
    advice: 'Entra does not accept the stored secret (yet), so EspoCRM keeps the one it has.',
  });
