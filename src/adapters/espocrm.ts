/** One EspoCRM's sign-in settings, read and written so that nobody is locked out and no write is believed unseen. */
import { Failure } from '../core/failure';
import type { PortalTarget, SignInTarget } from '../core/observation';
import { createSecret } from '../core/secret';
import { MANAGED_SETTINGS, markedSettings, type SignInSettings } from '../core/signIn';
import { TEAM_SETTINGS } from '../core/teams';
import type { AdminSignIn, EspoCrm } from '../reconcile/ports';
import { createEspoCrmApi, type EspoCrmApi, type Settings } from './espocrmApi';
import type { Caller } from './espocrmCall';
import { lockedOut, notKept } from './espocrmFailure';
import { createEspoCrmPortal } from './espocrmPortal';
import { createEspoCrmSignIn } from './espocrmSignIn';
import type { Http } from './http';
import { lostOf, pick } from './keptSettings';
import { createAskOnce } from './refusedSignIns';

export function createEspoCrm(http: Http, now: () => Date): EspoCrm {
  const askOnce = createAskOnce(now);
  const portalOf = (target: SignInTarget) => isPortal(target) && createEspoCrmPortal(target, http, askOnce);
  const signInAt =
    (url: string): SignIn =>
    (admin, run) =>
      askOnce(url, admin, run);
  return {
    trySignIn: (target) => createEspoCrmSignIn(target, http).trySignIn(),
    offers: (target) => createEspoCrmSignIn(target, http).readOffer(),

    async read(target, admin, teamNames) {
      const portal = portalOf(target);
      if (portal) return portal.read(admin);
      const api = createEspoCrmApi(target.espocrmUrl, http);
      const caller: Caller = { kind: 'password', admin };
      const settings = await askOnce(target.espocrmUrl, admin, () => api.readSettings(caller));
      // Not at the same time: a refused sign-in must not be refused several times over.
      const [teams, userNameLength] = await Promise.all([
        findTeams(api, caller, teamNames),
        api.readUserNameLength(caller),
      ]);
      const absent = MANAGED_SETTINGS.filter((key) => settings[key] === undefined);
      // Keys never set are absent too; only the metadata tells them from keys this version does not have.
      const known = absent.length > 0 ? await api.readFieldNames(caller) : MANAGED_SETTINGS;
      return {
        version: settings.version,
        siteUrl: settings.siteUrl,
        settings: pick(settings, [...MANAGED_SETTINGS, ...TEAM_SETTINGS]),
        teams,
        userNameLength,
        unsupported: absent.filter((key) => !known.includes(key)),
      };
    },

    async createTeams({ espocrmUrl }, admin, names) {
      const api = createEspoCrmApi(espocrmUrl, http);
      const caller: Caller = { kind: 'password', admin };
      const there = await findTeams(api, caller, names);
      const made: Record<string, string> = { ...there };
      for (const name of names) made[name] ??= await api.createTeam(caller, name);
      return made;
    },

    lengthenUserNames: ({ espocrmUrl }, admin, length) =>
      createEspoCrmApi(espocrmUrl, http).writeUserNameLength({ kind: 'password', admin }, length),

    async deliver(target, admin, settings, secret) {
      const portal = portalOf(target);
      if (portal) return portal.deliver(admin, settings, secret);
      const { espocrmUrl: url } = target;
      await write(createEspoCrmApi(url, http), signInAt(url), admin, (before) => {
        const shown = markedSettings(settings, before['oidcScopes']);
        return { shown, hidden: { oidcClientSecret: secret.reveal() } };
      });
    },

    async detach(target, admin) {
      const portal = portalOf(target);
      if (portal) return portal.detach(admin);
      const { espocrmUrl: url } = target;
      await write(createEspoCrmApi(url, http), signInAt(url), admin, () => ({
        shown: { authenticationMethod: OWN_LOGIN },
        hidden: {},
      }));
    },
  };
}

const isPortal = (target: SignInTarget): target is PortalTarget => target.portal !== undefined;

/** Ids of those there are, by name; of several with one name the first. */
async function findTeams(api: EspoCrmApi, caller: Caller, names: readonly string[]): Promise<Record<string, string>> {
  const found = await Promise.all(names.map(async (name) => [name, await api.findTeam(caller, name)] as const));
  return Object.fromEntries(found.flatMap(([name, id]) => (id === undefined ? [] : [[name, id]])));
}

/** The method of an EspoCRM that nobody has set up otherwise. */
const OWN_LOGIN = 'Espo';

type SignIn = <T>(admin: AdminSignIn, run: () => Promise<T>) => Promise<T>;

interface Write {
  /** Read back afterwards. */
  readonly shown: SignInSettings;
  readonly hidden: Readonly<Record<string, string>>;
}

/** A token keeps working when passwords no longer do, so what locks the administrator out can be undone. */
async function write(
  api: EspoCrmApi,
  signIn: SignIn,
  admin: AdminSignIn,
  what: (before: Settings) => Write,
): Promise<void> {
  const token = createSecret(await signIn(admin, () => api.createToken(admin)));
  const byToken: Caller = { kind: 'token', userName: admin.userName, token };
  try {
    const before = await api.readSettings(byToken);
    const { shown, hidden } = what(before);
    await api.writeSettings(byToken, { ...shown, ...hidden });
    confirm(shown, await readByPassword(api, admin, byToken, pick(before, Object.keys(shown))));
  } finally {
    // Best effort: an idle token ends by itself after EspoCRM's own time limit.
    await api.destroyToken(byToken, token).catch(() => undefined);
  }
}

/** Proves that the administrator's password still works; if EspoCRM refuses it, puts the settings back by token. */
async function readByPassword(
  api: EspoCrmApi,
  admin: AdminSignIn,
  byToken: Caller,
  before: SettingsBefore,
): Promise<Settings> {
  try {
    return await api.readSettings({ kind: 'password', admin });
  } catch (error) {
    if (!(error instanceof Failure) || error.facts.code !== 'sign-in-refused') throw error;
    await api.writeSettings(byToken, before);
    throw lockedOut();
  }
}

type SettingsBefore = Readonly<Record<string, unknown>>;

function confirm(written: SignInSettings, read: Settings): void {
  const lost = lostOf(written, read);
  if (lost.length > 0) throw notKept(lost);
}
