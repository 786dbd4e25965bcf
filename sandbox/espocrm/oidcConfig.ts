/** The OIDC configuration in force: the one of the settings, or of the provider that a portal is linked to. */
import type { ConfigStore, Settings } from './configStore';
import type { EspoCrmVersion } from './espoCrmVersion';
import { isTrue, recordOf, textOf, textsOf } from './phpValues';
import { portalUrl, providerOf } from './portals';
import type { EntityRecord, Records } from './records';

export interface OidcConfig {
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly authorizationEndpoint: string | undefined;
  readonly tokenEndpoint: string | undefined;
  readonly jwksEndpoint: string | undefined;
  readonly userInfoEndpoint: string | undefined;
  readonly redirectUri: string;
  readonly algorithms: readonly string[];
  readonly scopes: readonly string[];
  readonly usernameClaim: string | undefined;
  readonly groupClaim: string | undefined;
  readonly teamIds: readonly string[];
  /** The provider's group of each team, by the team's id. */
  readonly teamGroups: ReadonlyMap<string, string>;
  readonly prompt: string;
  readonly maxAge: unknown;
  readonly createUser: boolean;
  readonly sync: boolean;
  readonly syncTeams: boolean;
  readonly fallback: boolean;
  readonly allowRegularUserFallback: boolean;
  readonly allowAdminUser: boolean;
  readonly pkce: boolean;
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`);

/** What settings and providers call by the same names. */
const shared = (source: Settings, version: EspoCrmVersion) => ({
  clientId: textOf(source['oidcClientId']),
  clientSecret: textOf(source['oidcClientSecret']),
  authorizationEndpoint: textOf(source['oidcAuthorizationEndpoint']),
  tokenEndpoint: textOf(source['oidcTokenEndpoint']),
  jwksEndpoint: textOf(source['oidcJwksEndpoint']),
  userInfoEndpoint: textOf(source['oidcUserInfoEndpoint']),
  algorithms: textsOf(source['oidcJwtSignatureAlgorithmList']),
  scopes: textsOf(source['oidcScopes']),
  usernameClaim: textOf(source['oidcUsernameClaim']),
  prompt: textOf(source['oidcAuthorizationPrompt']) ?? 'consent',
  createUser: isTrue(source['oidcCreateUser']),
  sync: isTrue(source['oidcSync']),
  pkce: version !== '9.2.7' && isTrue(source['oidcAuthorizationPkce']),
});

function ofMain(settings: Settings, version: EspoCrmVersion): OidcConfig {
  const groups = Object.entries(recordOf(settings['oidcTeamsColumns'])).flatMap(([id, columns]) => {
    const group = textOf(recordOf(columns)['group']);
    return group === undefined ? [] : [[id, group] as const];
  });
  return {
    ...shared(settings, version),
    redirectUri: `${withSlash(String(settings['siteUrl']))}oauth-callback.php`,
    groupClaim: textOf(settings['oidcGroupClaim']),
    teamIds: textsOf(settings['oidcTeamsIds']),
    teamGroups: new Map(groups),
    maxAge: settings['oidcAuthorizationMaxAge'] ?? null,
    syncTeams: isTrue(settings['oidcSyncTeams']),
    fallback: isTrue(settings['oidcFallback']),
    allowRegularUserFallback: isTrue(settings['oidcAllowRegularUserFallback']),
    allowAdminUser: isTrue(settings['oidcAllowAdminUser']),
  };
}

/** Providers have no group, team, fallback or administrator fields. */
const ofPortal = (provider: Settings, url: string, version: EspoCrmVersion): OidcConfig => ({
  ...shared(provider, version),
  redirectUri: `${withSlash(url)}oauth-callback.php`,
  groupClaim: undefined,
  teamIds: [],
  teamGroups: new Map(),
  maxAge: null,
  syncTeams: false,
  fallback: false,
  allowRegularUserFallback: false,
  allowAdminUser: false,
});

export interface SignInSetup {
  /** The authentication method's name; whatever was stored, known or not. */
  readonly method: string;
  readonly oidc: OidcConfig;
}

export type SignInSetupOf = (portal: EntityRecord | undefined) => SignInSetup;

export function createSignInSetupOf(config: ConfigStore, records: Records, version: EspoCrmVersion): SignInSetupOf {
  return (portal) => {
    const settings = config.all();
    if (!portal) return { method: textOf(settings['authenticationMethod']) ?? 'Espo', oidc: ofMain(settings, version) };
    const provider = providerOf(records, portal)?.values ?? {};
    return {
      method: textOf(provider['method']) ?? 'Espo',
      oidc: ofPortal(provider, portalUrl(config, portal), version),
    };
  };
}
