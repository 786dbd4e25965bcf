/** What has to be true of the compiled templates: least privilege, no keys, nothing public, nothing that can be lost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What has no values has none by any name. */
const valuesSchema = z.record(z.string(), z.unknown()).catch({});
const textSchema = z.string().catch('');

/** @typedef {import('./template.mjs').Resource} Resource */
/** @typedef {Readonly<Record<string, unknown>>} Expected Values by their paths. */

/**
 * Each claim with what speaks against it.
 * @param {{ resources: readonly Resource[], guide: string, root: string }} given `guide`: docs/deploy.md.
 * @returns {[claim: string, untruths: readonly string[]][]}
 */
export function claims({ resources, guide, root }) {
  /** @param {string} type */
  const of = (type) => resources.filter((each) => each.type.toLowerCase() === `microsoft.${type}`.toLowerCase());
  const roles = z.record(z.string(), z.guid()).parse(JSON.parse(readFileSync(join(root, 'infra/roles.json'), 'utf8')));
  const permissions = /## Permissions\n([\s\S]*?)\n## /.exec(guide)?.[1] ?? '';

  /**
   * What lies there in the properties, as JSON.
   * @param {Resource | undefined} resource
   * @param {string} path
   */
  const at = (resource, path) => {
    /** @type {unknown} */
    let found = resource?.properties;
    for (const key of path.split('.')) found = valuesSchema.parse(found)[key];
    return JSON.stringify(found);
  };
  /**
   * The values that differ, path by path.
   * @param {Resource | undefined} resource
   * @param {Expected} expected
   */
  const wrong = (resource, expected) =>
    Object.entries(expected).flatMap(([path, value]) => {
      const text = at(resource, path);
      return text === JSON.stringify(value) ? [] : [`${resource?.type ?? 'a resource'} ${path} is ${text}`];
    });
  /**
   * @param {string} type
   * @param {Expected} expected
   */
  const only = (type, expected) => {
    const found = of(type);
    return found.length === 0 ? [`there is no ${type}`] : found.flatMap((each) => wrong(each, expected));
  };

  /** The role of each assignment, which names it itself or by a variable of its template. */
  const assigned = of('Authorization/roleAssignments').map(({ properties, variables }) => {
    const definition = textSchema.parse(properties['roleDefinitionId']);
    const [, variable = ''] = /variables\('(\w+)'\)\]$/.exec(definition) ?? [];
    const text = textSchema.parse(variables[variable]) || definition;
    return /variables\('roles'\)\['([^']+)'\]/.exec(text)?.[1] ?? 'a role without a name';
  });
  const appSettings = of('Web/sites/config').find(({ name }) => name.includes('appsettings'));
  const settings = z.record(z.string(), z.string()).parse(appSettings?.properties ?? {});
  const reference = textSchema.parse(appSettings?.variables['reference']);
  /**
   * Whether a setting is taken from the vault when the app reads it.
   * @param {string} value
   */
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
      of('Web/sites').flatMap((site) => (at(site, 'siteConfig.ftpsState') === undefined ? [] : ['it sets ftpsState'])),
    ],
    [
      'storage is reached by identity, and no setting holds a secret',
      [
        ...(settings['AzureWebJobsStorage__credential'] === 'managedidentity' ? [] : ['no managed identity']),
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
        of(type).flatMap((alert) =>
          at(alert, 'actions')?.includes('Microsoft.Insights/actionGroups') ? [] : [`one of ${type} does not`],
        ),
      ),
    ],
  ];
}
