/** Gives EspoCRM the stored secret: proves it, writes it with the settings, has EspoCRM use it, and records that. */
import type { ConnectionSpec } from '../core/connection';
import { settingsToWrite } from '../core/decide/espocrmSettings';
import { teamsByGroupId } from '../core/decide/groups';
import { missingTeams } from '../core/decide/teams';
import { isUserNameTooShort } from '../core/decide/userNames';
import { days, later, minutes } from '../core/duration';
import { Failure } from '../core/failure';
import type { HeldSecret, Observation, RegistrationSeen, StoredSecret } from '../core/observation';
import type { AdminSignIn, EspoCrm } from './espocrmPort';
import type { Outside, Vault } from './ports';
import { probe, probeTells } from './probe';

/**
 * What has to be known before EspoCRM is written to is found out while its administrator signs in. Not so of a young
 * secret: until Entra accepts it there are several tries, and each would leave its marks in two logs.
 */
export async function deliver(
  version: string,
  spec: ConnectionSpec,
  seen: Observation,
  registration: RegistrationSeen,
  outside: Outside,
): Promise<HeldSecret> {
  const { signIn, vault, espocrm, clock } = outside;
  const { appId } = registration;
  const stored = current(version, seen);
  const isYoung = clock.now() < later(stored.issuedAt, spec.secret.deliverAfter);
  const admin = await vault.readAdmin(spec.name);

  async function prepare() {
    const secret = await vault.reveal(spec.name, version);
    const tells = () => probeTells(appId, secret, seen, outside);
    const [isAccepted, early] = await Promise.all([signIn.accepts(appId, secret), isYoung ? undefined : tells()]);
    if (!isAccepted) throw await notAccepted(spec, stored, seen, vault);
    const { userNameLength } = spec.signIn;
    if (userNameLength !== undefined && isUserNameTooShort(spec, seen.espocrm))
      await espocrm.lengthenUserNames(spec, admin, userNameLength);
    const settings = settingsToWrite(spec, registration, await withTeams(spec, seen, registration, admin, espocrm));
    return { settings, secret, tells: early ?? (await tells()) };
  }

  const prepared = prepare();
  // Whoever waits for it hears of its failure; where the sign-in has failed before, nobody does.
  prepared.catch(() => undefined);
  if (isYoung) await prepared;
  const confirm = async () => probe(spec, (await prepared).tells, outside);
  const { heldSecret, signedOut } = await espocrm.deliver(spec, admin, prepared, confirm);
  if (heldSecret !== 'refused') await vault.markDelivered(spec.name, stored, clock.now());
  await signedOut;
  if (heldSecret === 'refused') throw notUsed();
  return heldSecret;
}

function current(version: string, { stored }: Observation): StoredSecret {
  if (stored?.version !== version) throw new TypeError('Only the current version is delivered.');
  return stored;
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
/** Whatever is refused after that long never was what Entra made. */
const UNUSABLE_AFTER = days(1);

/** Marks a version whose value somebody has replaced, so that the next look has another secret made. */
async function notAccepted({ name }: ConnectionSpec, stored: StoredSecret, { at }: Observation, vault: Vault) {
  const { version, issuedAt } = stored;
  const isUnusable = at >= later(issuedAt, UNUSABLE_AFTER);
  if (isUnusable) await vault.markRefused(name, stored, at);
  return new Failure({
    system: 'Entra',
    operation: 'prove the client secret',
    code: 'AADSTS7000215',
    retry: isUnusable || at < later(issuedAt, REPLICATION) ? 'soon' : 'later',
    advice: isUnusable
      ? `Entra does not accept version ${version} of the secret in Key Vault, whose value is not the one that Entra made. EspoCRM keeps what it has; another secret is added.`
      : 'Entra does not accept the stored secret (yet), so EspoCRM keeps the one it has.',
  });
}
