/** Signing in and out: `App/user` is the one route that tells strictly whether credentials are good. */
import type { AuthTokens } from './authTokens';
import type { ConfigStore } from './configStore';
import { type EspoAction, json } from './espoAction';
import { notFound } from './espoRefusal';
import type { SignInSetupOf } from './oidcConfig';
import { textOf } from './phpValues';
import type { Records } from './records';
import type { ViewSettings } from './settingsActions';
import { userView } from './userView';

export interface AppActionsDeps {
  readonly config: ConfigStore;
  readonly records: Records;
  readonly tokens: AuthTokens;
  readonly setupOf: SignInSetupOf;
  readonly view: ViewSettings;
}

const secretCookie = (secret: string) => ({
  'Set-Cookie': `auth-token-secret=${secret}; path=/; HttpOnly; SameSite=Lax`,
});

export function createAppActions({ config, records, tokens, setupOf, view }: AppActionsDeps): readonly EspoAction[] {
  /** Where the browser goes to sign out of the provider as well. */
  const logoutUrl = () => {
    if (setupOf(undefined).method !== 'Oidc') return undefined;
    return textOf(config.get('oidcLogoutUrl'))
      ?.replace('{clientId}', encodeURIComponent(String(config.get('oidcClientId') ?? '')))
      .replace('{siteUrl}', encodeURIComponent(String(config.get('siteUrl'))));
  };
  return [
    {
      operation: 'appUser',
      method: 'GET',
      path: 'App/user',
      inPortals: true,
      handle({ caller, portal }) {
        const { user, token = null, tokenSecret } = caller;
        const body = {
          user: { ...userView(user, records), ...(token !== null && { token }) },
          acl: { table: {}, fieldTable: {} },
          preferences: { language: '', timeZone: '' },
          token,
          settings: view(config.all(), user, portal),
          language: config.get('language'),
          appParams: { maxUploadSize: 256 },
        };
        return json(body, tokenSecret === undefined ? {} : secretCookie(tokenSecret));
      },
    },
    {
      operation: 'destroyAuthToken',
      method: 'POST',
      path: 'App/destroyAuthToken',
      inPortals: true,
      handle({ body }) {
        const found = tokens.find(String(body['token']));
        if (!found) throw notFound('Auth token not found.');
        found.isActive = false;
        const url = logoutUrl();
        return json(true, url === undefined ? {} : { 'X-Logout-Redirect-Url': url });
      },
    },
  ];
}
