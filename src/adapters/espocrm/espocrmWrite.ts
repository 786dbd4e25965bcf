/** Writes EspoCRM's settings so that no administrator is locked out, and no write is believed unseen. */

import { Failure } from '../../core/failure';
import type { SignInSettings } from '../../core/observation';
import { createSecret } from '../../core/secret';
import type { AdminSignIn } from '../../reconcile/espocrmPort';
import type { EspoCrmApi, Settings } from './espocrmApi';
import type { Caller } from './espocrmCall';
import { lockedOut, notKept } from './espocrmFailure';
import { lostOf, pick } from './keptSettings';

export type SignIn = <T>(admin: AdminSignIn, run: () => Promise<T>) => Promise<T>;

interface Write {
  /** Read back afterwards. */
  readonly shown: SignInSettings;
  readonly hidden: Readonly<Record<string, string>>;
}

interface Written<T> {
  readonly found: T;
  /** Never rejects. */
  readonly signedOut: Promise<void>;
}

/**
 * A token keeps working when passwords no longer do, so what locks the administrator out can be undone. `beside` runs while
 * the settings are read back.
 */
export async function writeEspoCrm<T>(
  api: EspoCrmApi,
  signIn: SignIn,
  admin: AdminSignIn,
  what: (before: Settings) => Promise<Write>,
  beside: () => Promise<T>,
): Promise<Written<T>> {
  const token = createSecret(await signIn(admin, () => api.createToken(admin)));
  const byToken: Caller = { kind: 'token', userName: admin.userName, token };
  // Best effort: an idle token ends by itself after EspoCRM's own time limit.
  const signOut = () => api.destroyToken(byToken, token).catch(() => undefined);
  try {
    const before = await api.readSettings(byToken);
    const { shown, hidden } = await what(before);
    await api.writeSettings(byToken, { ...shown, ...hidden });
    const besides = beside();
    // Whatever becomes of it, the token is needed until the administrator is known to get in.
    besides.catch(() => undefined);
    confirm(shown, await readByPassword(api, admin, byToken, pick(before, Object.keys(shown))));
    return { found: await besides, signedOut: signOut() };
  } catch (error) {
    await signOut();
    throw error;
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
