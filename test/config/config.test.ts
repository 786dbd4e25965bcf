import { inspect } from 'node:util';
import { readConfig } from '../../src/config/config';

const good = {
  AZURE_TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  KEY_VAULT_URI: 'https://my-vault.vault.azure.net/',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  HEALTH_CHECK_SCHEDULE: '0 0 6 * * *',
};
const messageOf = (env: Record<string, string | undefined>) => {
  try {
    readConfig(env);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
};
const namesIn = (message: string) =>
  message
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(' ')[0]);

describe('the settings', () => {
  test('have defaults for all but four', () => {
    expect(readConfig(good)).toMatchObject({
      authorityHost: 'https://login.microsoftonline.com',
      graphUrl: 'https://graph.microsoft.com',
      keyVaultUrl: 'https://my-vault.vault.azure.net',
      keyVaultIsLocal: false,
      managedIdentity: false,
      easyAuth: false,
      onDevelopersMachine: false,
      channels: [],
      addresses: { identityEndpoint: undefined, ownHost: undefined },
      settleWithin: { months: 0, ms: 60_000 },
    });
  });

  test('that are missing are named all at once', () => {
    expect(namesIn(messageOf({}))).toEqual([
      'AZURE_TENANT_ID',
      'KEY_VAULT_URI',
      'HEALTH_CHECK_SCHEDULE',
      'AzureWebJobsStorage',
    ]);
  });

  test('tell where an EspoCRM may be, and where it never is', () => {
    const { addresses } = readConfig({
      ...good,
      ESPOCRM_PRIVATE_HOSTS: 'crm.internal=10.0.0.0/8,localhost=127.0.0.0/8',
      IDENTITY_ENDPOINT: 'http://127.0.0.1:41741/msi/token',
      WEBSITE_HOSTNAME: 'Connector.azurewebsites.net',
    });
    expect([...addresses.privateHosts.keys()]).toEqual(['crm.internal', 'localhost']);
    expect(addresses.identityEndpoint?.port).toBe('41741');
    expect(addresses.ownHost).toBe('connector.azurewebsites.net');
  });

  test.each([
    ['True', true],
    ['true', true],
    ['False', false],
    ['', false],
    ['1', false],
    [undefined, false],
  ])('believe a principal header only where App Service authentication is on: %s', (text, easyAuth) => {
    expect(readConfig({ ...good, WEBSITE_AUTH_ENABLED: text }).easyAuth).toBe(easyAuth);
  });

  test('that are wrong are named all at once, beside those that are missing, and no value is shown', () => {
    const message = messageOf({
      ...good,
      AZURE_TENANT_ID: 'contoso',
      AZURE_CLIENT_ID: 'me',
      AZURE_CLOUD: 'Moon',
      KEY_VAULT_URI: 'http://my-vault',
      HEALTH_CHECK_SCHEDULE: 'daily',
      SETTLE_WITHIN: '60',
      ESPOCRM_PRIVATE_HOSTS: 'anything,localhost=0.0.0.0/0',
      AzureWebJobsStorage: undefined,
    });
    expect(namesIn(message)).toEqual([
      'AZURE_TENANT_ID',
      'AZURE_CLIENT_ID',
      'AZURE_CLOUD',
      'KEY_VAULT_URI',
      'HEALTH_CHECK_SCHEDULE',
      'SETTLE_WITHIN',
      'ESPOCRM_PRIVATE_HOSTS',
      'ESPOCRM_PRIVATE_HOSTS',
      'AzureWebJobsStorage',
    ]);
    for (const value of ['contoso', 'Moon', 'http://my-vault', 'daily', 'anything', '=0.0.0.0'])
      expect(message).not.toContain(value);
  });

  test.each([
    ['Development', undefined, true],
    ['Development', 'instance', false],
    ['Production', undefined, false],
    [undefined, undefined, false],
  ])("know a developer's machine by %s and instance %s: %s", (environment, instance, expected) => {
    const env = { ...good, AZURE_FUNCTIONS_ENVIRONMENT: environment, WEBSITE_INSTANCE_ID: instance };
    expect(readConfig(env).onDevelopersMachine).toBe(expected);
  });

  test('choose the national cloud', () => {
    const { authorityHost, graphUrl } = readConfig({ ...good, AZURE_CLOUD: 'AzureUSGovernment' });
    expect([authorityHost, graphUrl]).toEqual(['https://login.microsoftonline.us', 'https://graph.microsoft.us']);
  });

  test('say whom to notify, with addresses and keys that cannot be printed', () => {
    const key = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const { channels } = readConfig({
      ...good,
      NOTIFY_TEAMS_URL: 'https://teams.example.com/canary',
      NOTIFY_SLACK_URL: '',
      NOTIFY_WEBHOOK_URL: 'https://hook.example.com/canary',
      NOTIFY_WEBHOOK_SECRET: key,
    });
    expect(channels.map(({ kind, url }) => [kind, url.reveal()])).toEqual([
      ['teams', 'https://teams.example.com/canary'],
      ['webhook', 'https://hook.example.com/canary'],
    ]);
    expect(inspect(channels, { depth: 9 })).not.toMatch(/canary|BwcH/);
  });

  test.each([
    ['NOTIFY_TEAMS_URL', { NOTIFY_TEAMS_URL: 'http://canary' }],
    ['NOTIFY_SLACK_URL', { NOTIFY_SLACK_URL: '@Microsoft.KeyVault(SecretUri=https://canary)' }],
    ['NOTIFY_WEBHOOK_SECRET', { NOTIFY_WEBHOOK_URL: 'https://canary' }],
    ['NOTIFY_WEBHOOK_SECRET', { NOTIFY_WEBHOOK_URL: 'https://canary', NOTIFY_WEBHOOK_SECRET: 'whsec_canary' }],
  ])('are refused when %s is wrong, without its value', (name, settings) => {
    const message = messageOf({ ...good, ...settings });
    expect(namesIn(message)).toEqual([name]);
    expect(message).not.toContain('canary');
  });

  test('take storage by identity', () => {
    const { storage } = readConfig({
      ...good,
      AzureWebJobsStorage: undefined,
      AzureWebJobsStorage__blobServiceUri: 'https://store.blob.core.windows.net',
      AzureWebJobsStorage__queueServiceUri: 'https://store.queue.core.windows.net',
    });
    expect(storage.kind).toBe('identity');
  });

  test('may point at this machine, as for the sandbox, but never in Azure', () => {
    const sandbox = { ...good, KEY_VAULT_URI: 'https://localhost:8443', GRAPH_URL: 'https://127.0.0.1:8444' };
    expect(readConfig(sandbox).keyVaultIsLocal).toBe(true);
    const inAzure = { WEBSITE_INSTANCE_ID: 'instance' };
    expect(namesIn(messageOf({ ...sandbox, ...inAzure }))).toEqual(['GRAPH_URL', 'KEY_VAULT_URI']);
    const local = { ...good, ESPOCRM_PRIVATE_HOSTS: 'crm.internal=10.0.0.0/8,localhost=127.0.0.0/8' };
    expect(readConfig(local).addresses.privateHosts.size).toBe(2);
    expect(namesIn(messageOf({ ...local, ...inAzure }))).toEqual(['ESPOCRM_PRIVATE_HOSTS']);
  });
});
