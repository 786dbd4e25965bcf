/** The fields of EspoCRM's Settings as its metadata describes them, as far as signing in is concerned. */
import type { EspoCrmVersion } from './espoCrmVersion';

export type FieldType = 'varchar' | 'password' | 'url' | 'multiEnum' | 'enum' | 'bool' | 'linkMultiple';

export interface Field {
  readonly type: FieldType;
  readonly required?: boolean;
  /** Only for enumerations; any value is good when left out. */
  readonly options?: readonly string[];
  readonly allowCustomOptions?: boolean;
  readonly default?: unknown;
  readonly entity?: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** EspoCRM source, metadata/entityDefs/Settings.json; the order is the one in which fields are validated. */
const common: Fields = {
  siteUrl: { type: 'varchar' },
  applicationName: { type: 'varchar' },
  language: { type: 'enum', default: 'en_US' },
  timeZone: { type: 'enum', default: 'UTC' },
  maintenanceMode: { type: 'bool' },
  authenticationMethod: { type: 'enum', default: 'Espo' },
  auth2FA: { type: 'bool' },
  auth2FAMethodList: { type: 'multiEnum' },
  auth2FAForced: { type: 'bool' },
  oidcClientId: { type: 'varchar' },
  oidcClientSecret: { type: 'password' },
  oidcAuthorizationEndpoint: { type: 'url' },
  oidcUserInfoEndpoint: { type: 'url' },
  oidcTokenEndpoint: { type: 'url' },
  oidcJwksEndpoint: { type: 'url' },
  oidcJwtSignatureAlgorithmList: {
    type: 'multiEnum',
    options: ['RS256', 'RS384', 'RS512', 'HS256', 'HS384', 'HS512'],
  },
  oidcScopes: { type: 'multiEnum', allowCustomOptions: true, options: ['profile', 'email', 'phone', 'address'] },
  oidcGroupClaim: { type: 'varchar' },
  oidcCreateUser: { type: 'bool' },
  oidcUsernameClaim: { type: 'varchar', options: ['sub', 'preferred_username', 'email'] },
  oidcTeams: { type: 'linkMultiple', entity: 'Team' },
  oidcSync: { type: 'bool' },
  oidcSyncTeams: { type: 'bool' },
  oidcFallback: { type: 'bool' },
  oidcAllowRegularUserFallback: { type: 'bool' },
  oidcAllowAdminUser: { type: 'bool' },
  oidcLogoutUrl: { type: 'varchar' },
  oidcAuthorizationPrompt: { type: 'enum', options: ['none', 'consent', 'login', 'select_account'] },
};

const since10: Fields = { oidcAuthorizationPkce: { type: 'bool', default: true } };

export const settingsFields = (version: EspoCrmVersion): Fields =>
  version === '9.2.7' ? common : { ...common, ...since10 };
