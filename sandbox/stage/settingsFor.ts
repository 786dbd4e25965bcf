/** The settings with which the app works in a sandbox; local.settings.sample.json has those of the usual ports. */
import { APP_IDENTITY, IDENTITY_HEADER, TENANT_ID } from './tenant';
import type { SandboxUrls } from './urls';

/** `caPath`: file of the authority that signs the sandbox's certificates. */
export const settingsFor = (urls: SandboxUrls, connectionString: string, caPath: string): Record<string, string> => ({
  FUNCTIONS_WORKER_RUNTIME: 'node',
  AzureWebJobsStorage: connectionString,
  AZURE_TENANT_ID: TENANT_ID,
  AZURE_CLIENT_ID: APP_IDENTITY.appId,
  AZURE_CLOUD: 'AzureCloud',
  ENTRA_AUTHORITY_HOST: urls.entra,
  GRAPH_URL: urls.graph,
  KEY_VAULT_URI: urls.keyVault,
  HEALTH_CHECK_SCHEDULE: '0 0 6 * * *',
  SETTLE_WITHIN: 'PT60S',
  SIGN_IN_PROBE: 'on',
  ESPOCRM_PRIVATE_HOSTS: 'localhost=127.0.0.0/8',
  IDENTITY_ENDPOINT: `${urls.identity}/msi/token`,
  IDENTITY_HEADER,
  NODE_EXTRA_CA_CERTS: caPath,
});
