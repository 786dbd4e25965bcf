/** Gives EspoCRM the stored secret: proves it, writes it with the settings, has EspoCRM use it, and records that. */
import { isUserNameTooShort, settingsToWrite } from '../../core/decide/espocrmSettings';
import { teamsByGroupId } from '../../core/decide/groups';
import { missingTeams } from '../../core/decide/teams';
import { later } from '../../core/duration';
import { SECRET_ACCEPTED, SECRET_UNUSABLE } from '../../core/entraLag';
import { Failure } from '../../core/failure';
import type { VersionId } from '../../core/ids';
import type { HeldSecret, Issued, Registered, SignInSettings, StoredSecret } from '../../core/observation';
import type { Secret } from '../../core/secret';
import { askingTells, confirm } from '../confirm';
import type { AdminSignIn, EspoCrmSession } from '../espocrmPort';
import type { Doing } from './doing';

/** What has to be known and made before EspoCRM is written to. */
interface Prepared {
  readonly settings: SignInSettings;
  readonly secret: Secret;
  /** Whether asking EspoCRM to use its secret would tell anything. */
  readonly tells: boolean;
}

export async function deliver(version: VersionId, doing: Doing<Registered>): Promise<HeldSecret> {
  const { spec, ports } = doing;
  const { vault, clock } = ports;
  const stored = current(version, doing.seen);
  const isYoung = clock.now() < later(stored.issuedAt, spec.secret.deliverAfter);
  const admin = await vault.readAdmin(spec.name);
  const [session, { settings, secret, tells }] = await signInAndPrepare(
    { ...doing, seen: { ...doing.seen, stored } },
    admin,
    isYoung,
  );
  try {
    await session.write(settings, secret);
    const [heldSecret] = await together(confirm(spec, tells, ports), session.readBack());
    if (heldSecret === 'refused') throw notUsed();
    await together(vault.markDelivered(spec.name, stored, clock.now()), session.close());
    return heldSecret;
  } finally {
    await session.close();
  }
}

function current(version: VersionId, { stored }: Registered): StoredSecret {
  if (stored?.version !== version) throw new TypeError('Only the current version is delivered.');
  return stored;
}

/** Throws what failed only after both have come to an end: nothing of an action goes on behind it. */
async function together<A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

/**
 * At the same time, because neither needs the other. Not so for a young secret: until Entra accepts it there are several
 * tries, and each sign-in would leave its marks in EspoCRM.
 */
async function signInAndPrepare(
  doing: Doing<Issued>,
  admin: AdminSignIn,
  isYoung: boolean,
): Promise<readonly [EspoCrmSession, Prepared]> {
  const { espocrm } = doing.ports;
  const preparing = prepare(doing, admin, isYoung);
  if (isYoung) await preparing;
  const signingIn = espocrm.signIn(doing.spec, admin);
  try {
    return await together(signingIn, preparing);
  } catch (error) {
    await signingIn.then(
      (session) => session.close(),
      () => undefined,
    );
    throw error;
  }
}

async function prepare({ spec, seen, ports }: Doing<Issued>, admin: AdminSignIn, isYoung: boolean): Promise<Prepared> {
  const { signIn, vault, espocrm } = ports;
  const { stored, registration } = seen;
  const secret = await vault.reveal(spec.name, stored.version);
  const tells = () => askingTells(registration.appId, secret, seen, ports);
  const [isAccepted, early] = await Promise.all([
    signIn.accepts(registration.appId, secret),
    isYoung ? undefined : tells(),
  ]);
  if (!isAccepted) throw await notAccepted({ spec, seen, ports });
  const { userNameLength } = spec.signIn;
  if (userNameLength !== undefined && isUserNameTooShort(spec, seen.espocrm))
    await espocrm.lengthenUserNames(spec, admin, userNameLength);
  const settings = settingsToWrite(spec, await withTeams({ spec, seen, ports }, admin));
  return { settings, secret, tells: early ?? (await tells()) };
}

/** Teams are looked for again before one is made, because EspoCRM takes the same name twice. */
async function withTeams({ spec, seen, ports }: Doing<Issued>, admin: AdminSignIn): Promise<Issued> {
  const missing = missingTeams(teamsByGroupId(spec, seen.registration), seen.espocrm);
  if (missing.length === 0) return seen;
  const made = await ports.espocrm.createTeams(spec, admin, missing);
  return { ...seen, espocrm: { ...seen.espocrm, teams: { ...seen.espocrm.teams, ...made } } };
}

/** Tried again in a minute, not at once: each refused try counts towards EspoCRM's ban. */
const notUsed = () =>
  new Failure({
    system: 'EspoCRM',
    operation: 'confirm the client secret',
    code: 'secret-not-used',
    retry: 'later',
    advice:
      "EspoCRM took the secret, but its sign-in at Entra is still refused. Either it lost the write, which is then made again; or data/config-internal-override.php or the container's ESPOCRM_CONFIG_OIDC_CLIENT_SECRET holds another secret; or EspoCRM cannot reach Entra's token endpoint.",
  });

/** Marks a version whose value somebody has replaced, so that the next look has another secret made. */
async function notAccepted({ spec, seen, ports }: Doing<Issued>): Promise<Failure> {
  const { at, stored } = seen;
  const isUnusable = at >= later(stored.issuedAt, SECRET_UNUSABLE);
  if (isUnusable) await ports.vault.markRefused(spec.name, stored, at);
  return new Failure({
    system: 'Entra',
    operation: 'prove the client secret',
    code: 'AADSTS7000215',
    retry: isUnusable || at < later(stored.issuedAt, SECRET_ACCEPTED) ? 'soon' : 'later',
    advice: isUnusable
      ? `Entra does not accept version ${stored.version} of the secret in Key Vault, whose value is not the one that Entra made. EspoCRM keeps what it has; another secret is added.`
      : 'Entra does not accept the stored secret (yet), so EspoCRM keeps the one it has.',
  });
}
