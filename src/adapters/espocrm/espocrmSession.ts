/** A session of EspoCRM's administrator that writes its settings so that nobody is locked out and no write is believed unseen. */
import { markedSettings, sorted } from '../../core/decide/espocrmSettings';
import { Failure } from '../../core/failure';
import type { SignInSettings } from '../../core/observation';
import { createSecret } from '../../core/secret';
import type { AdminSignIn, EspoCrmSession } from '../../reconcile/espocrmPort';
import type { EspoCrmApi, Settings } from './espocrmApi';
import type { Caller } from './espocrmCall';
import { lockedOut, notKept } from './espocrmFailure';

/** Runs what signs in; see `AskOnce`. */
export type SignIn = <T>(admin: AdminSignIn, run: () => Promise<T>) => Promise<T>;

export interface SettingsSession extends EspoCrmSession {
  /** Settings alone, as they are given. */
  writePublic(settings: SignInSettings): Promise<void>;
}

/**
 * By a token, which keeps working when passwords no longer do: what locks the administrator out can then be undone.
 * Whoever gets the session closes it.
 */
export async function openSession(api: EspoCrmApi, signIn: SignIn, admin: AdminSignIn): Promise<SettingsSession> {
  const token = createSecret(await signIn(admin, () => api.createToken(admin)));
  const byToken: Caller = { kind: 'token', userName: admin.userName, token };
  let closing: Promise<void> | undefined;
  // Best effort: an idle token ends by itself after EspoCRM's own time limit.
  const close = () => {
    closing ??= api.destroyToken(byToken, token).catch(() => undefined);
    return closing;
  };
  try {
    const before = await api.readSettings(byToken);
    return sessionFrom(api, admin, byToken, before, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function sessionFrom(
  api: EspoCrmApi,
  admin: AdminSignIn,
  byToken: Caller,
  before: Settings,
  close: () => Promise<void>,
): SettingsSession {
  let written: SignInSettings = {};
  const send = async (shown: SignInSettings, hidden: Readonly<Record<string, string>>) => {
    written = shown;
    await api.writeSettings(byToken, { ...shown, ...hidden });
  };

  /** Proves that the administrator's password still works; if EspoCRM refuses it, puts the settings back by token. */
  async function readByPassword(): Promise<Settings> {
    try {
      return await api.readSettings({ kind: 'password', admin });
    } catch (error) {
      if (!(error instanceof Failure) || error.facts.code !== 'sign-in-refused') throw error;
      await api.writeSettings(byToken, pick(before, Object.keys(written)));
      throw lockedOut();
    }
  }

  return {
    write: (settings, secret) =>
      send(markedSettings(settings, before['oidcScopes']), { oidcClientSecret: secret.reveal() }),
    writePublic: (settings) => send(settings, {}),
    async readBack() {
      const lost = lostOf(written, await readByPassword());
      if (lost.length > 0) throw notKept(lost);
    },
    close,
  };
}

type Shown = Readonly<Record<string, unknown>>;
const isEqual = (left: unknown, right: unknown) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

/** Names of those that EspoCRM shows otherwise. */
export const lostOf = (written: SignInSettings, read: Shown): string[] =>
  Object.keys(written).filter((key) => !isEqual(read[key], written[key]));

/** Without the keys that were never set: writing null for them is refused or means something else. */
export const pick = (settings: Shown, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.filter((key) => settings[key] !== undefined).map((key) => [key, settings[key]]));
