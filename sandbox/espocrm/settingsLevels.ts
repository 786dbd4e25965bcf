/** Who may see or write which setting, and what a fresh installation holds. */
import type { EspoCrmVersion } from './espoCrmVersion';

/**
 * `global`: everybody; `user`: whoever is signed in, and so every key EspoCRM does not know; `admin`: administrators;
 * `internal`: nobody, though writable; `system`: neither seen nor written.
 */
export type Level = 'global' | 'user' | 'admin' | 'internal' | 'system';

/** EspoCRM source, metadata/app/config.json and defaults/systemConfig.php, the keys that matter to signing in. */
const KEYS: Readonly<Record<Exclude<Level, 'user'>, readonly string[]>> = {
  global: [
    'aclAllowDeleteCreated',
    'applicationName',
    'appTimestamp',
    'cacheTimestamp',
    'companyLogoId',
    'dateFormat',
    'decimalMark',
    'language',
    'maintenanceMode',
    'siteUrl',
    'theme',
    'thousandSeparator',
    'timeFormat',
    'timeZone',
    'useCache',
    'useWebSocket',
    'weekStart',
  ],
  admin: [
    'authenticationMethod',
    'authIpAddressCheck',
    'authIpAddressWhitelist',
    'authTokenLifetime',
    'authTokenMaxIdleTime',
    'authTokenPreventConcurrent',
    'oidcAllowAdminUser',
    'oidcAllowRegularUserFallback',
    'oidcAuthorizationEndpoint',
    'oidcAuthorizationMaxAge',
    'oidcAuthorizationPkce',
    'oidcAuthorizationPrompt',
    'oidcClientId',
    'oidcCreateUser',
    'oidcFallback',
    'oidcGroupClaim',
    'oidcJwksCachePeriod',
    'oidcJwksEndpoint',
    'oidcJwtSignatureAlgorithmList',
    'oidcLogoutUrl',
    'oidcScopes',
    'oidcSync',
    'oidcSyncTeams',
    'oidcTeamsColumns',
    'oidcTeamsIds',
    'oidcTeamsNames',
    'oidcTokenEndpoint',
    'oidcUserInfoEndpoint',
    'oidcUsernameClaim',
  ],
  internal: ['oidcClientSecret', 'ldapPassword', 'smtpPassword', 'microtimeInternal'],
  system: [
    'authAnotherUserDisabled',
    'authFailedAttemptsPeriod',
    'authLogDisabled',
    'authMaxFailedAttemptNumber',
    'cryptKey',
    'database',
    'hashSecretKey',
    'isInstalled',
    'logger',
    'passwordSalt',
    'restrictedMode',
    'userLimit',
  ],
};

const levels: ReadonlyMap<string, Level> = new Map([
  ...KEYS.global.map((key) => [key, 'global'] as const),
  ...KEYS.admin.map((key) => [key, 'admin'] as const),
  ...KEYS.internal.map((key) => [key, 'internal'] as const),
  ...KEYS.system.map((key) => [key, 'system'] as const),
]);

export const levelOf = (key: string): Level => levels.get(key) ?? 'user';

/** Shown, but never taken from a request. */
const READ_ONLY = [
  'clientCspDisabled',
  'clientSecurityHeadersDisabled',
  'isDeveloperMode',
  'userNameRegularExpression',
];

export const isWritable = (key: string): boolean => levelOf(key) !== 'system' && !READ_ONLY.includes(key);

/** EspoCRM source, defaults/config.php; the product's defaults for OIDC are not the right ones for Entra. */
export const freshSettings = (version: EspoCrmVersion, at: Date): Readonly<Record<string, unknown>> => ({
  version,
  applicationName: 'EspoCRM',
  appTimestamp: Math.floor(at.getTime() / 1000),
  language: 'en_US',
  timeZone: 'UTC',
  dateFormat: 'DD.MM.YYYY',
  timeFormat: 'HH:mm',
  weekStart: 0,
  thousandSeparator: ',',
  decimalMark: '.',
  theme: 'Espo',
  useCache: true,
  useWebSocket: false,
  aclAllowDeleteCreated: false,
  recordsPerPage: 20,
  personNameFormat: 'firstLast',
  userNameRegularExpression: '[^a-z0-9\\-@_\\.\\s]',
  authenticationMethod: 'Espo',
  authTokenLifetime: 0,
  authTokenMaxIdleTime: 48,
  auth2FAMethodList: ['Totp'],
  passwordStrengthLength: null,
  passwordStrengthLetterCount: null,
  passwordStrengthNumberCount: null,
  passwordStrengthBothCases: false,
  passwordStrengthSpecialCharacterCount: null,
  oidcJwtSignatureAlgorithmList: ['RS256'],
  oidcUsernameClaim: 'sub',
  oidcFallback: true,
  oidcScopes: ['profile', 'email', 'phone'],
  oidcAuthorizationPrompt: 'consent',
  ...(version !== '9.2.7' && { oidcAuthorizationPkce: true }),
});
