/** The EspoCRM settings and the Entra registration that one connection wants, and how far what is seen differs. */
import type { ConnectionSpec } from './connection';
import { later } from './duration';
import type { EspoCrmSeen, Observation, OidcEndpoints, RegistrationSeen } from './observation';

/** Public settings only: the client secret is never part of this. */
export type SignInSettings = Readonly<Record<string, string | boolean | readonly string[]>>;

/** Where Entra sends users back to (EspoCRM, Tools/Oidc: site URL without trailing slash, then this path). */
export const redirectUriOf = (siteUrl: string): string => `${siteUrl.replace(/\/+$/, '')}/oauth-callback.php`;

/** Scheme, host, port and path equal, whatever the case of the host or a trailing slash. */
export function isSameSite(left: string, right: string): boolean {
  const normal = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url);
  return normal(left) === normal(right);
}

interface RedirectUris {
  readonly wanted: string;
  /** Of addresses that EspoCRM has left for good. */
  readonly unwanted: readonly string[];
}

/**
 * The letters are EspoCRM's own, since it sends them and Entra compares them. Before EspoCRM has moved, its new address is
 * valid already; after it has, its former one stays valid for the overlap, for those who are on their way back to it.
 */
export function redirectUris(
  { espocrmUrl, moved, secret }: ConnectionSpec,
  { at, espocrm }: Observation,
): RedirectUris {
  const hasMoved = isSameSite(espocrm.siteUrl, espocrmUrl);
  const wanted = redirectUriOf(hasMoved ? espocrm.siteUrl : espocrmUrl);
  const isOver = moved && hasMoved && at >= later(moved.at, secret.overlap);
  return { wanted, unwanted: isOver ? moved.from.map(redirectUriOf).filter((uri) => uri !== wanted) : [] };
}

/** EspoCRM adds `openid` itself. */
const SCOPES = ['profile', 'email'] as const;

/**
 * EspoCRM's defaults are not right for Entra: `sub` differs per registration, and the prompt `consent` asks every time.
 * `oidcFallback` stays on so that administrators can always get in with their password.
 */
export function wantedSettings(spec: ConnectionSpec, appId: string, endpoints: OidcEndpoints): SignInSettings {
  const { signIn } = spec;
  return {
    authenticationMethod: 'Oidc',
    oidcClientId: appId,
    oidcAuthorizationEndpoint: endpoints.authorization,
    oidcTokenEndpoint: endpoints.token,
    oidcJwksEndpoint: endpoints.jwks,
    oidcJwtSignatureAlgorithmList: ['RS256'],
    oidcScopes: SCOPES,
    oidcUsernameClaim: signIn.usernameClaim,
    oidcCreateUser: signIn.createUsers,
    oidcSync: signIn.syncUsers,
    oidcAllowAdminUser: signIn.allowAdminUsers,
    oidcFallback: true,
    oidcAuthorizationPrompt: 'select_account',
    ...(signIn.espocrmTwoFactor === 'off' ? { auth2FA: false } : {}),
  };
}

/** No authorization server gives out such a code: redeeming it always fails, and how it fails tells about the secret. */
export const MADE_UP_CODE = 'espocrm-entra-connector-made-up-code';

/** Names of every setting we may manage, to be read from EspoCRM. */
export const MANAGED_SETTINGS = [
  'authenticationMethod',
  'oidcClientId',
  'oidcAuthorizationEndpoint',
  'oidcTokenEndpoint',
  'oidcJwksEndpoint',
  'oidcJwtSignatureAlgorithmList',
  'oidcScopes',
  'oidcUsernameClaim',
  'oidcCreateUser',
  'oidcSync',
  'oidcAllowAdminUser',
  'oidcFallback',
  'oidcAuthorizationPrompt',
  'auth2FA',
] as const;

/** The wanted settings that EspoCRM knows and has otherwise. The order of scopes means nothing (RFC 6749, section 3.3). */
export function driftedSettings(wanted: SignInSettings, seen: EspoCrmSeen): SignInSettings {
  const comparable = (key: string, value: unknown) =>
    JSON.stringify(key === 'oidcScopes' && Array.isArray(value) ? [...value].sort() : value);
  const differs = ([key, value]: readonly [string, unknown]) =>
    !seen.unsupported.includes(key) && comparable(key, seen.settings[key]) !== comparable(key, value);
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}

/**
 * The settings of one write, told apart from the write before by the order of its scopes: reading that order back proves
 * that this write was kept, also when nothing else that can be read has changed.
 */
export function markedSettings(settings: SignInSettings, seenScopes: unknown): SignInSettings {
  const isSeen = JSON.stringify(seenScopes) === JSON.stringify(SCOPES);
  return { ...settings, oidcScopes: isSeen ? [...SCOPES].reverse() : SCOPES };
}

/** EspoCRM blanks a user's names and address when these are missing from the ID token. */
export const ID_TOKEN_CLAIMS = ['email', 'given_name', 'family_name', 'upn'] as const;

/** Single tenant: other audiences allow two secrets at most, and personal accounts. */
export const SIGN_IN_AUDIENCE = 'AzureADMyOrg';

/** Whether the registration is as wanted. More claims or redirect URIs than ours are left alone. */
export function registrationFits(spec: ConnectionSpec, seen: RegistrationSeen, uris: RedirectUris): boolean {
  return (
    seen.hasServicePrincipal &&
    seen.displayName === spec.displayName &&
    seen.signInAudience === SIGN_IN_AUDIENCE &&
    seen.redirectUris.includes(uris.wanted) &&
    !seen.redirectUris.some((uri) => uris.unwanted.includes(uri)) &&
    ID_TOKEN_CLAIMS.every((claim) => seen.idTokenClaims.includes(claim))
  );
}
