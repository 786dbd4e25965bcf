/** One EspoCRM's sign-in settings, read and written so that nobody is locked out and no write is believed unseen. */
import { MANAGED_SETTINGS } from '../../core/decide/espocrmSettings';
import { TEAM_SETTINGS } from '../../core/decide/teams';
import type { PortalTarget, SignInTarget } from '../../core/observation';
import type { AdminSignIn, EspoCrm } from '../../reconcile/espocrmPort';
import type { Http } from '../http/http';
import { createEspoCrmApi, type EspoCrmApi } from './espocrmApi';
import { type Caller, OWN_LOGIN } from './espocrmCall';
import { createEspoCrmPortal } from './espocrmPortal';
import { openSession, pick } from './espocrmSession';
import { createEspoCrmSignIn } from './espocrmSignIn';
import { createAskOnce } from './refusedSignIns';

export function createEspoCrm(http: Http, now: () => Date): EspoCrm {
  const askOnce = createAskOnce(now);
  const portalOf = (target: SignInTarget) => isPortal(target) && createEspoCrmPortal(target, http, askOnce);
  const sessionAt = ({ espocrmUrl }: SignInTarget, admin: AdminSignIn) =>
    openSession(createEspoCrmApi(espocrmUrl, http), (given, run) => askOnce(espocrmUrl, given, run), admin);
  return {
    trySignIn: (target) => createEspoCrmSignIn(target, http).trySignIn(),
    offers: (target) => createEspoCrmSignIn(target, http).readOffer(),

    async read(target, admin, teamNames) {
      const portal = portalOf(target);
      if (portal) return portal.read(admin);
      const api = createEspoCrmApi(target.espocrmUrl, http);
      const caller: Caller = { kind: 'password', admin };
      const settings = await askOnce(target.espocrmUrl, admin, () => api.readSettings(caller));
      const absent = MANAGED_SETTINGS.filter((key) => settings[key] === undefined);
      // Not before: a refused sign-in must not be refused several times over.
      const [teams, known] = await Promise.all([
        findTeams(api, caller, teamNames),
        // Keys never set are absent too; only the metadata tells them from keys this version does not have.
        absent.length > 0 ? api.readFieldNames(caller) : MANAGED_SETTINGS,
      ]);
      return {
        version: settings.version,
        siteUrl: settings.siteUrl,
        settings: pick(settings, [...MANAGED_SETTINGS, ...TEAM_SETTINGS]),
        teams,
        unsupported: absent.filter((key) => !known.includes(key)),
      };
    },
    readUserNameLength: ({ espocrmUrl }, admin) =>
      createEspoCrmApi(espocrmUrl, http).readUserNameLength({ kind: 'password', admin }),

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

    signIn: async (target, admin) => {
      const portal = portalOf(target);
      return portal ? portal.signIn(admin) : sessionAt(target, admin);
    },
    async detach(target, admin) {
      const portal = portalOf(target);
      if (portal) return portal.detach(admin);
      const session = await sessionAt(target, admin);
      try {
        await session.writePublic({ authenticationMethod: OWN_LOGIN });
        await session.readBack();
      } finally {
        await session.close();
      }
    },
  };
}

const isPortal = (target: SignInTarget): target is PortalTarget => target.portal !== undefined;

/** Ids of those there are, by name; of several with one name the first. */
async function findTeams(api: EspoCrmApi, caller: Caller, names: readonly string[]): Promise<Record<string, string>> {
  const found = await Promise.all(names.map(async (name) => [name, await api.findTeam(caller, name)] as const));
  return Object.fromEntries(found.flatMap(([name, id]) => (id === undefined ? [] : [[name, id]])));
}
