/** The EspoCRM settings and the Entra registration that one connection wants, and how far what is seen differs. */
import type { ConnectionSpec } from './connection';
import type { EspoCrmSeen, OidcEndpoints, RegistrationSeen } from './observation';

/** Public settings only: the client secret is never part of this. */
export type SignInSettings = Readonly<Record<string, string | boolean | readonly string[]>>;

/** Where Entra sends users back to (EspoCRM, Tools/Oidc: site URL without trailing slash, then this path). */
export const redirectUriOf = (siteUrl: string): string => `${siteUrl.replace(/\/+$/, '')}/oauth-callback.php`;

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
    oidcScopes: ['profile', 'email'],
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

/** The wanted settings that EspoCRM knows and has otherwise. */
export function driftedSettings(wanted: SignInSettings, seen: EspoCrmSeen): SignInSettings {
  const differs = ([key, value]: readonly [string, unknown]) =>
    !seen.unsupported.includes(key) && JSON.stringify(seen.settings[key]) !== JSON.stringify(value);
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}

/** EspoCRM blanks a user's names and address when these are missing from the ID token. */
export const ID_TOKEN_CLAIMS = ['email', 'given_name', 'family_name', 'upn'] as const;

/** Single tenant: other audiences allow two secrets at most, and personal accounts. */
export const SIGN_IN_AUDIENCE = 'AzureADMyOrg';

/** Whether the registration is as wanted. More claims or redirect URIs than ours are left alone. */
export function registrationFits(spec: ConnectionSpec, seen: RegistrationSeen, redirectUri: string): boolean {
  return (
    seen.hasServicePrincipal &&
    seen.displayName === spec.displayName &&
    seen.signInAudience === SIGN_IN_AUDIENCE &&
    seen.redirectUris.includes(redirectUri) &&
    ID_TOKEN_CLAIMS.every((claim) => seen.idTokenClaims.includes(claim))
  );
}
