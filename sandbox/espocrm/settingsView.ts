/** The settings as each kind of caller sees them; refused callers are nobody and see the public ones. */
import type { Settings } from './configStore';
import type { SignInSetup } from './oidcConfig';
import { type Level, levelOf } from './settingsLevels';
import type { UserRecord } from './users';

const SEEN: Readonly<Record<'nobody' | 'user' | 'admin', readonly Level[]>> = {
  nobody: ['global'],
  user: ['global', 'user'],
  admin: ['global', 'user', 'admin'],
};

export interface ViewOptions {
  readonly user: UserRecord | undefined;
  readonly setup: SignInSetup;
  /** The URL of the portal that is asked. */
  readonly portalUrl: string | undefined;
}

export function settingsView(settings: Settings, { user, setup, portalUrl }: ViewOptions): Settings {
  const seen = SEEN[user === undefined ? 'nobody' : user.type === 'admin' ? 'admin' : 'user'];
  const fallback = setup.oidc.fallback;
  return {
    ...Object.fromEntries(Object.entries(settings).filter(([key]) => seen.includes(levelOf(key)))),
    ...(portalUrl !== undefined && { siteUrl: portalUrl }),
    logoSrc: 'client/img/logo.svg',
    ...(setup.method === 'Oidc' && {
      loginData: { handler: 'handlers/login/oidc', fallback, method: 'Oidc', data: {} },
    }),
  };
}
