import { readConfig } from '../src/config';

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

  test('that are wrong are named all at once, beside those that are missing, and no value is shown', () => {
    const message = messageOf({
      ...good,
      AZURE_TENANT_ID: 'contoso',
      AZURE_CLIENT_ID: 'me',
      AZURE_CLOUD: 'Moon',
      KEY_VAULT_URI: 'http://my-vault',
      HEALTH_CHECK_SCHEDULE: 'daily',
      SETTLE_WITHIN: '60',
      AzureWebJobsStorage: undefined,
    });
    expect(namesIn(message)).toEqual([
      'AZURE_TENANT_ID',
      'AZURE_CLIENT_ID',
      'AZURE_CLOUD',
      'KEY_VAULT_URI',
      'HEALTH_CHECK_SCHEDULE',
      'SETTLE_WITHIN',
      'AzureWebJobsStorage',
    ]);
    for (const value of ['contoso', 'Moon', 'http://my-vault', 'daily']) expect(message).not.toContain(value);
  });

  test('choose the national cloud', () => {
    const { authorityHost, graphUrl } = readConfig({ ...good, AZURE_CLOUD: 'AzureUSGovernment' });
    expect([authorityHost, graphUrl]).toEqual(['https://login.microsoftonline.us', 'https://graph.microsoft.us']);
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
    expect(namesIn(messageOf({ ...sandbox, WEBSITE_INSTANCE_ID: 'instance' }))).toEqual(['GRAPH_URL', 'KEY_VAULT_URI']);
  });
});
