/** The settings of EspoCRM that one connection wants, and how far what is seen differs. */
import type { ConnectionSpec } from '../connection';
import type { AppId } from '../ids';
import type {
  EspoCrmSeen,
  OidcEndpoints,
  Registered,
  RegistrationSeen,
  SettingValue,
  SignInSettings,
} from '../observation';
import { teamsByGroupId } from './groups';
import { missingTeams, teamSettings } from './teams';

/** EspoCRM adds `openid` itself. */
const SCOPES = ['profile', 'email'] as const;

/** What the wanted value of a setting follows from. */
type Wanting = { readonly signIn: ConnectionSpec['signIn']; readonly appId: AppId; readonly endpoints: OidcEndpoints };

interface ManagedSetting {
  /** `everywhere`: an authentication provider of a portal has it too (EspoCRM, metadata/entityDefs/AuthenticationProvider). */
  readonly at: 'everywhere' | 'espocrm';
  /** Without it nobody signs in. */
  readonly isEssential?: true;
  /** Undefined leaves it as it is. */
  readonly wanted: (from: Wanting) => SettingValue | undefined;
}

/**
 * Every setting we manage beside those of teams. EspoCRM's defaults are not right for Entra: `sub` differs per registration,
 * and the prompt `consent` asks every time. `oidcFallback` stays on so that administrators can always get in with their password.
 */
const MANAGED: Readonly<Record<string, ManagedSetting>> = {
  authenticationMethod: { at: 'everywhere', isEssential: true, wanted: () => 'Oidc' },
  oidcClientId: { at: 'everywhere', isEssential: true, wanted: ({ appId }) => appId },
  oidcAuthorizationEndpoint: {
    at: 'everywhere',
    isEssential: true,
    wanted: ({ endpoints }) => endpoints.authorization,
  },
  oidcTokenEndpoint: { at: 'everywhere', isEssential: true, wanted: ({ endpoints }) => endpoints.token },
  oidcJwksEndpoint: { at: 'everywhere', isEssential: true, wanted: ({ endpoints }) => endpoints.jwks },
  oidcJwtSignatureAlgorithmList: { at: 'everywhere', wanted: () => ['RS256'] },
  oidcScopes: { at: 'everywhere', wanted: () => SCOPES },
  oidcUsernameClaim: { at: 'everywhere', wanted: ({ signIn }) => signIn.usernameClaim },
  oidcCreateUser: { at: 'everywhere', wanted: ({ signIn }) => signIn.createUsers },
  oidcSync: { at: 'everywhere', wanted: ({ signIn }) => signIn.syncUsers },
  oidcAllowAdminUser: { at: 'espocrm', wanted: ({ signIn }) => signIn.allowAdminUsers },
  oidcFallback: { at: 'espocrm', wanted: () => true },
  oidcAuthorizationPrompt: { at: 'everywhere', wanted: () => 'select_account' },
  auth2FA: { at: 'espocrm', wanted: ({ signIn }) => (signIn.espocrmTwoFactor === 'off' ? false : undefined) },
};

const settingsWhere = (holds: (setting: ManagedSetting) => boolean): readonly string[] =>
  Object.entries(MANAGED).flatMap(([name, setting]) => (holds(setting) ? [name] : []));

/** To be read from EspoCRM. */
export const MANAGED_SETTINGS = settingsWhere(() => true);
/** Those that an authentication provider of a portal has. */
export const PORTAL_SETTINGS = settingsWhere(({ at }) => at === 'everywhere');
/** And those that only EspoCRM itself has. */
export const ESPOCRM_ONLY_SETTINGS = settingsWhere(({ at }) => at === 'espocrm');
/** Without these nobody signs in. */
export const ESSENTIAL_SETTINGS = settingsWhere(({ isEssential }) => isEssential === true);

/** `teams`: ids of those there are, by name. */
export function wantedSettings(
  spec: ConnectionSpec,
  registration: Pick<RegistrationSeen, 'appId' | 'assignedGroups'>,
  endpoints: OidcEndpoints,
  teams: EspoCrmSeen['teams'] = {},
): SignInSettings {
  const from = { signIn: spec.signIn, appId: registration.appId, endpoints };
  const settings = Object.entries(MANAGED).flatMap(([name, { wanted }]): [string, SettingValue][] => {
    const value = wanted(from);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(settings), ...teamSettings(teamsByGroupId(spec, registration), teams) };
}

/** What of the wanted settings EspoCRM has otherwise; a team that is missing shows in the mapping. */
export function drifted(spec: ConnectionSpec, { registration, endpoints, espocrm }: Registered): SignInSettings {
  const isMissing = missingTeams(teamsByGroupId(spec, registration), espocrm).length > 0;
  const wanted = wantedSettings(spec, registration, endpoints, espocrm.teams);
  return { ...driftedSettings(wanted, espocrm), ...(isMissing ? { oidcTeamsIds: [] } : {}) };
}

/** What one delivery writes beside the secret: a portal's provider may be new, so all of it. */
export function settingsToWrite(spec: ConnectionSpec, seen: Registered): SignInSettings {
  if (!seen.espocrm.portal) return drifted(spec, seen);
  const wanted = wantedSettings(spec, seen.registration, seen.endpoints);
  return Object.fromEntries(Object.entries(wanted).filter(([key]) => !seen.espocrm.unsupported.includes(key)));
}

/** No authorization server gives out such a code: redeeming it always fails, and how it fails tells about the secret. */
export const MADE_UP_CODE = 'espocrm-entra-connector-made-up-code';

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
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries([...fields.keys()].sort().map((key) => [key, sorted(fields.get(key))]));
}

/**
 * The settings of one write, told apart from the write before by the order of its scopes: reading that order back proves
 * that this write was kept, also when nothing else that can be read has changed.
 */
export function markedSettings(settings: SignInSettings, seenScopes: unknown): SignInSettings {
  const isSeen = JSON.stringify(seenScopes) === JSON.stringify(SCOPES);
  return { ...settings, oidcScopes: isSeen ? [...SCOPES].reverse() : SCOPES };
}

/** Microsoft Entra documentation, Prepare for directory synchronization, `userPrincipalName`. */
export const LONGEST_USER_PRINCIPAL_NAME = 113;

/** Never made shorter: names that are there would not fit. Where the length is not known it is left alone. */
export const isUserNameTooShort = ({ signIn }: ConnectionSpec, { userNameLength }: EspoCrmSeen): boolean =>
  signIn.userNameLength !== undefined && userNameLength !== undefined && userNameLength < signIn.userNameLength;
