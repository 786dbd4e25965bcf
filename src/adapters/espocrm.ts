/** One EspoCRM's sign-in settings, read and written so that nobody is locked out and no write is believed unseen. */
import { Failure } from '../core/failure';
import { createSecret } from '../core/secret';
import { MANAGED_SETTINGS, markedSettings, type SignInSettings } from '../core/signIn';
import type { AdminSignIn, EspoCrm } from '../reconcile/ports';
import { type Caller, createEspoCrmApi, type EspoCrmApi, lockedOut, notKept, type Settings } from './espocrmApi';
import type { Http } from './http';
import { createAskOnce } from './refusedSignIns';

export function createEspoCrm(http: Http, now: () => Date): EspoCrm {
  const askOnce = createAskOnce(now);
  return {
    trySignIn: (url) => createEspoCrmApi(url, http).trySignIn(),

    async read(url, admin) {
      const api = createEspoCrmApi(url, http);
      const caller: Caller = { kind: 'password', admin };
      const settings = await askOnce(url, admin, () => api.readSettings(caller));
      const absent = MANAGED_SETTINGS.filter((key) => settings[key] === undefined);
      // Keys never set are absent too; only the metadata tells them from keys this version does not have.
      const known = absent.length > 0 ? await api.readFieldNames(caller) : MANAGED_SETTINGS;
      return {
        version: settings.version,
        siteUrl: settings.siteUrl,
        settings: pick(settings, MANAGED_SETTINGS),
        unsupported: absent.filter((key) => !known.includes(key)),
      };
    },

    async deliver(url, admin, settings, secret) {
      const api = createEspoCrmApi(url, http);
      // A token keeps working when passwords no longer do, so what locks the administrator out can be undone.
      const token = createSecret(await askOnce(url, admin, () => api.createToken(admin)));
      const byToken: Caller = { kind: 'token', userName: admin.userName, token };
      try {
        const before = await api.readSettings(byToken);
        const marked = markedSettings(settings, before['oidcScopes']);
        await api.writeSettings(byToken, { ...marked, oidcClientSecret: secret.reveal() });
        confirm(marked, await readByPassword(api, admin, byToken, pick(before, Object.keys(marked))));
      } finally {
        // Best effort: an idle token ends by itself after EspoCRM's own time limit.
        await api.destroyToken(byToken, token).catch(() => undefined);
      }
    },
  };
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
  const lost = Object.keys(written).filter((key) => JSON.stringify(read[key]) !== JSON.stringify(written[key]));
  if (lost.length > 0) throw notKept(lost);
}

/** Without the keys that were never set: writing null for them is refused or means something else. */
function pick(settings: Settings, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => settings[key] !== undefined).map((key) => [key, settings[key]]));
}
