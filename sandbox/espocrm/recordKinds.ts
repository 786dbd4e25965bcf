/** The kinds of records that matter to signing in: teams, authentication providers, portals. */
import type { ConfigStore } from './configStore';
import type { EspoCrmVersion } from './espoCrmVersion';
import { portalUrl, providerOf } from './portals';
import type { RecordKind } from './recordActions';
import type { Records } from './records';
import { type Fields, settingsFields } from './settingsFields';

/** EspoCRM source, metadata/entityDefs/AuthenticationProvider.json; the rules are those of the settings of the same name. */
const PROVIDER_FIELDS = [
  'oidcClientId',
  'oidcClientSecret',
  'oidcAuthorizationEndpoint',
  'oidcUserInfoEndpoint',
  'oidcTokenEndpoint',
  'oidcJwksEndpoint',
  'oidcJwtSignatureAlgorithmList',
  'oidcScopes',
  'oidcCreateUser',
  'oidcUsernameClaim',
  'oidcSync',
  'oidcLogoutUrl',
  'oidcAuthorizationPrompt',
  'oidcAuthorizationPkce',
];

const PROVIDER_DEFAULTS: Readonly<Record<string, unknown>> = {
  oidcJwtSignatureAlgorithmList: ['RS256'],
  oidcScopes: ['profile', 'email', 'phone'],
  oidcUsernameClaim: 'sub',
};

export function providerFields(version: EspoCrmVersion): Fields {
  const known = Object.entries(settingsFields(version)).filter(([name]) => PROVIDER_FIELDS.includes(name));
  return {
    name: { type: 'varchar', required: true },
    method: { type: 'enum', required: true, options: ['Oidc'] },
    ...Object.fromEntries(
      known.map(([name, field]) => [
        name,
        name in PROVIDER_DEFAULTS ? { ...field, default: PROVIDER_DEFAULTS[name] } : field,
      ]),
    ),
  };
}

const portalFields: Fields = {
  name: { type: 'varchar', required: true },
  isActive: { type: 'bool', default: true },
  isDefault: { type: 'bool', default: false },
  customId: { type: 'varchar' },
  customUrl: { type: 'url' },
  authenticationProviderId: { type: 'varchar' },
};

export function recordKinds(config: ConfigStore, records: Records, version: EspoCrmVersion): readonly RecordKind[] {
  return [
    {
      name: 'Team',
      entities: records.teams,
      fields: { name: { type: 'varchar' } },
      view: ({ id, values }) => ({ id, ...values }),
    },
    {
      name: 'AuthenticationProvider',
      entities: records.authenticationProviders,
      fields: providerFields(version),
      // With the client secret in clear text, as measured on both versions.
      view: ({ id, values }) => ({ id, ...values }),
    },
    {
      name: 'Portal',
      entities: records.portals,
      fields: portalFields,
      view: (portal) => ({
        id: portal.id,
        ...portal.values,
        url: portalUrl(config, portal),
        authenticationProviderName: providerOf(records, portal)?.values['name'] ?? null,
      }),
    },
  ];
}
