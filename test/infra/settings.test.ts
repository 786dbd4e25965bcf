import { readConfig, SETTING_NAMES } from '../../src/config/config';
import { blockAfter, jsonOf, quotedIn, textOf } from './repository';

/** Read by the platform and by the Functions host, not by us. */
const PLATFORM = [
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'FUNCTIONS_WORKER_RUNTIME',
  'NODE_EXTRA_CA_CERTS',
  'IDENTITY_HEADER',
];
const known = [...SETTING_NAMES, ...PLATFORM];

const bicep = textOf('infra/app/functionApp.bicep');
const main = textOf('infra/app/main.bicep');
const deployed = [...blockAfter(bicep, "name: 'appsettings'\n    properties:").matchAll(/^\s*(\w+):/gm)].map(
  ([, name = '']) => name,
);
const defaultOf = (parameter: string) => new RegExp(`^param ${parameter} \\w+ = '(.*)'$`, 'm').exec(main)?.[1] ?? '';

describe('The settings of the deployment', () => {
  test('are all that the app requires', () => {
    // What the template makes, or takes from its parameters' defaults.
    const values: Record<string, string> = {
      AZURE_TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      AZURE_CLIENT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db48',
      AZURE_CLOUD: 'AzureCloud',
      KEY_VAULT_URI: 'https://kv.vault.azure.net/',
      AzureWebJobsStorage__blobServiceUri: 'https://st.blob.core.windows.net/',
      AzureWebJobsStorage__queueServiceUri: 'https://st.queue.core.windows.net/',
      HEALTH_CHECK_SCHEDULE: defaultOf('healthCheckSchedule'),
      SETTLE_WITHIN: defaultOf('settleWithin'),
      SIGN_IN_PROBE: defaultOf('signInProbe'),
      ESPOCRM_PRIVATE_HOSTS: defaultOf('espocrmPrivateHosts'),
      WEBSITE_INSTANCE_ID: 'in Azure',
    };
    const environment = Object.fromEntries(deployed.map((name) => [name, values[name]]));
    expect(readConfig({ ...environment, WEBSITE_INSTANCE_ID: 'in Azure' })).toMatchObject({
      signInProbe: true,
      storage: { kind: 'identity' },
    });
  });

  test('are none that nobody knows, neither in Azure nor in the sample', () => {
    expect(deployed.filter((name) => !known.includes(name))).toEqual([]);
    const { Values } = jsonOf('local.settings.sample.json');
    expect(Object.keys(Values ?? {}).filter((name) => !known.includes(name))).toEqual([]);
  });

  test('are none that Flex Consumption refuses or sets by itself', () => {
    // Azure/azure-cli#31414; Microsoft, Flex Consumption plan, deprecated properties and settings.
    const refused = [
      'ftpsState',
      'FUNCTIONS_WORKER_RUNTIME',
      'FUNCTIONS_EXTENSION_VERSION',
      'WEBSITE_RUN_FROM_PACKAGE',
    ];
    expect(refused.filter((name) => bicep.includes(`${name}:`))).toEqual([]);
  });

  test('keep the lines of the SDKs (Azure.Core, Azure.Identity) out of the telemetry, and none of ours', () => {
    // Measured in a real host: an idle installation writes 2.3 GB of them a month.
    expect(jsonOf('host.json')['logging']).toMatchObject({ logLevel: { default: 'Information', Azure: 'Warning' } });
  });

  test('leave out only what the sandbox needs', () => {
    expect(SETTING_NAMES.filter((name) => !deployed.includes(name))).toEqual([
      'ENTRA_AUTHORITY_HOST',
      'GRAPH_URL',
      'IDENTITY_ENDPOINT',
      'AzureWebJobsStorage',
    ]);
  });

  test('keep authentication in front of everything but health and the events', () => {
    expect(quotedIn(blockAfter(bicep, 'excludedPaths:'))).toEqual(['/api/health', '/runtime/webhooks/eventgrid']);
  });
});
