/** The EspoCRM settings and the Entra registration that one connection wants, and how far what is seen differs. */
import type { ConnectionSpec } from '../connection';
import type { EspoCrmSeen, Observation, OidcEndpoints, RegistrationSeen, SignInSettings } from '../observation';
import { teamsByGroupId } from './groups';
import { missingTeams, teamSettings } from './teams';

/** Where Entra sends users back to (EspoCRM, Tools/Oidc: site URL without trailing slash, then this path). */
export const redirectUriOf = (siteUrl: string): string => `${siteUrl.replace(/\/+$/, '')}/oauth-callback.php`;

/** Scheme, host, port and path equal, whatever the case of the host or a trailing slash. */
export function isSameSite(left: string, right: string): boolean {
  const normal = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url);
  return normal(left) === normal(right);
}

/** EspoCRM adds `openid` itself. */
const SCOPES = ['profile', 'email'] as const;

/**
 * EspoCRM's defaults are not right for Entra: `sub` differs per registration, and the prompt `consent` asks every time.
 * `oidcFallback` stays on so that administrators can always get in with their password.
 */
export function wantedSettings(
  spec: ConnectionSpec,
  registration: Pick<RegistrationSeen, 'appId' | 'assignedGroups'>,
  endpoints: OidcEndpoints,
  teams: EspoCrmSeen['teams'] = {},
): SignInSettings {
  const { signIn } = spec;
  return {
    authenticationMethod: 'Oidc',
    oidcClientId: registration.appId,
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
    ...teamSettings(teamsByGroupId(spec, registration), teams),
  };
}

/** Without these nobody signs in. */
export const ESSENTIAL_SETTINGS = [
  'authenticationMethod',
  'oidcClientId',
  'oidcAuthorizationEndpoint',
  'oidcTokenEndpoint',
  'oidcJwksEndpoint',
] as const;

/** What of the wanted settings EspoCRM has otherwise; a team that is missing shows in the mapping. */
export function drifted(spec: ConnectionSpec, registration: RegistrationSeen, seen: Observation): SignInSettings {
  const { endpoints, espocrm } = seen;
  const isMissing = missingTeams(teamsByGroupId(spec, registration), espocrm).length > 0;
  const wanted = wantedSettings(spec, registration, endpoints, espocrm.teams);
  return { ...driftedSettings(wanted, espocrm), ...(isMissing ? { oidcTeamsIds: [] } : {}) };
}

/** What one delivery writes beside the secret: a portal's provider may be new, so all of it. */
export function settingsToWrite(
  spec: ConnectionSpec,
  registration: RegistrationSeen,
  seen: Observation,
): SignInSettings {
  if (!seen.espocrm.portal) return drifted(spec, registration, seen);
  const wanted = wantedSettings(spec, registration, seen.endpoints);
  return Object.fromEntries(Object.entries(wanted).filter(([key]) => !seen.espocrm.unsupported.includes(key)));
}

/** No authorization server gives out such a code: redeeming it always fails, and how it fails tells about the secret. */
export const MADE_UP_CODE = 'espocrm-entra-connector-made-up-code';

/** Those of the settings we may manage that an authentication provider of a portal has (EspoCRM, metadata/entityDefs/AuthenticationProvider). */
export const PORTAL_SETTINGS = [
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
  'oidcAuthorizationPrompt',
] as const;

/** And those that only EspoCRM itself has. */
export const ESPOCRM_ONLY_SETTINGS = ['oidcAllowAdminUser', 'oidcFallback', 'auth2FA'] as const;

/** Names of every setting we may manage, to be read from EspoCRM. */
export const MANAGED_SETTINGS = [...PORTAL_SETTINGS, ...ESPOCRM_ONLY_SETTINGS] as const;

/** The wanted settings that EspoCRM knows and has otherwise. The order of scopes means nothing (RFC 6749, section 3.3). */
function driftedSettings(wanted: SignInSettings, seen: EspoCrmSeen): SignInSettings {
  const comparable = (key: string, value: unknown) =>
    JSON.stringify(key === 'oidcScopes' && Array.isArray(value) ? [...value].sort() : sorted(value));
  const differs = ([key, value]: readonly [string, unknown]) =>
    !seen.unsupported.includes(key) && comparable(key, seen.settings[key]) !== comparable(key, value);
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}

/** With the keys of objects in order: PHP keeps none that could be relied on. */
export function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, sorted(each)]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * The settings of one write, told apart from the write before by the order of its scopes: reading that order back proves
 * that this write was kept, also when nothing else that can be read has changed.
 */
export function markedSettings(settings: SignInSettings, seenScopes: unknown): SignInSettings {
  const isSeen = JSON.stringify(seenScopes) === JSON.stringify(SCOPES);
  return { ...settings, oidcScopes: isSeen ? [...SCOPES].reverse() : SCOPES };
}
