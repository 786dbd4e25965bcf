/** What has to be true of the compiled templates: least privilege, no keys, nothing public, nothing that can be lost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Each claim with what speaks against it. `resources` are those of scripts/template.mjs. */
export function claims({ resources, guide, root }) {
  const of = (type) => resources.filter((each) => each.type.toLowerCase() === `microsoft.${type}`.toLowerCase());
  const roles = JSON.parse(readFileSync(join(root, 'infra/roles.json'), 'utf8'));
  const permissions = /## Permissions\n([\s\S]*?)\n## /.exec(guide)?.[1] ?? '';

  /** The values that differ, path by path. */
  const wrong = (resource, expected) =>
    Object.entries(expected).flatMap(([path, value]) => {
      const found = path.split('.').reduce((node, key) => node?.[key], resource?.properties);
      const text = JSON.stringify(found);
      return text === JSON.stringify(value) ? [] : [`${resource?.type ?? 'a resource'} ${path} is ${text}`];
    });
  const only = (type, expected) => {
    const found = of(type);
    return found.length === 0 ? [`there is no ${type}`] : found.flatMap((each) => wrong(each, expected));
  };

  /** The role of each assignment, which names it itself or by a variable of its template. */
  const assigned = of('Authorization/roleAssignments').map(({ properties, variables }) => {
    const [, variable = ''] = /variables\('(\w+)'\)\]$/.exec(properties.roleDefinitionId) ?? [];
    const text = variables[variable] ?? properties.roleDefinitionId;
    return /variables\('roles'\)\['([^']+)'\]/.exec(text)?.[1];
  });
  const { properties: settings = {}, variables: { reference = '' } = {} } =
    of('Web/sites/config').find(({ name }) => name.includes('appsettings')) ?? {};
  /** Whether a setting is taken from the vault when the app reads it. */
  const isReferred = (value) => value.includes("variables('reference')") && reference.includes('@Microsoft.KeyVault(');
  const texts = JSON.stringify(resources);

  return [
    [
      'every role is one that docs/deploy.md lists',
      assigned.flatMap((name) => (name in roles && permissions.includes(name) ? [] : [`${name} is not in its table`])),
    ],
    [
      'every role that can be given is given',
      Object.keys(roles).flatMap((name) => (assigned.includes(name) ? [] : [`${name} is not used`])),
    ],
    [
      'there are seven role assignments, and no role is given beyond a resource',
      [
        ...(assigned.length === 7 ? [] : [`there are ${assigned.length}`]),
        ...of('Authorization/roleAssignments').flatMap(({ scope, name }) => (scope ? [] : [`${name} has no scope`])),
      ],
    ],
    [
      'storage takes no keys, shows nothing in public and speaks TLS 1.2',
      only('Storage/storageAccounts', {
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        supportsHttpsTrafficOnly: true,
        minimumTlsVersion: 'TLS1_2',
      }),
    ],
    ['no container is public', only('Storage/storageAccounts/blobServices/containers', { publicAccess: 'None' })],
    [
      'the vault goes by roles and loses nothing',
      only('KeyVault/vaults', {
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
      }),
    ],
    [
      'the app speaks TLS 1.2 only, and nobody publishes to it with a password',
      [
        ...only('Web/sites', {
          httpsOnly: true,
          'siteConfig.minTlsVersion': '1.2',
          'siteConfig.scmMinTlsVersion': '1.2',
          'functionAppConfig.deployment.storage.authentication.type': 'UserAssignedIdentity',
        }),
        ...only('Web/sites/basicPublishingCredentialsPolicies', { allow: false }),
        ...(of('Web/sites/basicPublishingCredentialsPolicies').length === 2 ? [] : ['scm or ftp is missing']),
      ],
    ],
    [
      // Azure/azure-cli#31414; there is no FTP on Flex Consumption that could be switched off.
      'the app sets nothing that Flex Consumption refuses',
      of('Web/sites').flatMap(({ properties }) => ('ftpsState' in properties.siteConfig ? ['it sets ftpsState'] : [])),
    ],
    [
      'storage is reached by identity, and no setting holds a secret',
      [
        ...(settings.AzureWebJobsStorage__credential === 'managedidentity' ? [] : ['no managed identity']),
        ...Object.entries(settings)
          .filter(
            ([name, value]) => /^AzureWebJobsStorage$|^NOTIFY_|KEY$|PASSWORD|SECRET/i.test(name) && !isReferred(value),
          )
          .map(([name]) => `${name} is no reference to the vault`),
      ],
    ],
    ['no key is ever read', (texts.match(/\blist[A-Z]\w*\(/g) ?? []).map((call) => `${call}…)`)],
    [
      'telemetry is taken from Entra identities only',
      [
        ...only('Insights/components', { DisableLocalAuth: true }),
        ...only('OperationalInsights/workspaces', { 'features.disableLocalAuth': true }),
      ],
    ],
    [
      'the vault is audited',
      only('Insights/diagnosticSettings', { logs: [{ categoryGroup: 'audit', enabled: true }] }),
    ],
    [
      'App Service authentication leaves out two paths and no more',
      wrong(
        of('Web/sites/config').find(({ name }) => name.includes('authsettingsV2')),
        {
          'globalValidation.requireAuthentication': true,
          'globalValidation.unauthenticatedClientAction': 'Return401',
          'globalValidation.excludedPaths': ['/api/health', '/runtime/webhooks/eventgrid'],
          'httpSettings.requireHttps': true,
          'login.tokenStore.enabled': false,
        },
      ),
    ],
    [
      'events that cannot be delivered are kept, and their topic has an identity for it',
      [
        ...only('EventGrid/systemTopics/eventSubscriptions', {
          'deadLetterWithResourceIdentity.identity.type': 'SystemAssigned',
          retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
        }),
        ...of('EventGrid/systemTopics').flatMap(({ identity }) =>
          identity?.type === 'SystemAssigned' ? [] : ['the topic has none'],
        ),
      ],
    ],
    [
      'every alert tells the action group',
      ['Insights/scheduledQueryRules', 'Insights/metricAlerts'].flatMap((type) =>
        of(type).flatMap(({ properties }) =>
          JSON.stringify(properties.actions).includes('Microsoft.Insights/actionGroups')
            ? []
            : [`one of ${type} does not`],
        ),
      ),
    ],
  ];
}
