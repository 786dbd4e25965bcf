/** The app's settings: read once, every problem reported at once. */
import { DURATION_ADVICE, readDuration } from '../contract/iso8601';
import { type Duration, minutes } from '../core/duration';
import { withoutSlash } from '../core/siteUrl';
import { type Channel, readChannels, TARGETS } from './notificationSettings';
import { type PrivateHosts, readPrivateHosts } from './privateHosts';
import {
  type Environment,
  isGuid,
  isHttpsUrl,
  oneOf,
  optional,
  readBy,
  readSettings,
  required,
  where,
  withDefault,
} from './setting';
import { readStorage, type StorageAccount } from './storageSettings';

/** Sign-in and Graph addresses by cloud (Microsoft Entra, National clouds; Microsoft Graph, National cloud deployments). */
export const CLOUDS = {
  AzureCloud: { authorityHost: 'https://login.microsoftonline.com', graphUrl: 'https://graph.microsoft.com' },
  AzureUSGovernment: { authorityHost: 'https://login.microsoftonline.us', graphUrl: 'https://graph.microsoft.us' },
  AzureUSGovernmentDoD: {
    authorityHost: 'https://login.microsoftonline.us',
    graphUrl: 'https://dod-graph.microsoft.us',
  },
  AzureChinaCloud: {
    authorityHost: 'https://login.partner.microsoftonline.cn',
    graphUrl: 'https://microsoftgraph.chinacloudapi.cn',
  },
} as const;

export const CLOUD_NAMES = ['AzureCloud', 'AzureUSGovernment', 'AzureUSGovernmentDoD', 'AzureChinaCloud'] as const;

export interface Config {
  readonly tenantId: string;
  /** Client id of the user-assigned identity the app acts with; undefined for the system-assigned one. */
  readonly clientId: string | undefined;
  /** Whether the platform offers a managed identity; elsewhere the developer's own sign-in is used. */
  readonly managedIdentity: boolean;
  readonly authorityHost: string;
  readonly graphUrl: string;
  readonly keyVaultUrl: string;
  /** Whether the vault is one on this machine, as in the sandbox. */
  readonly keyVaultIsLocal: boolean;
  readonly storage: StorageAccount;
  /** Where an EspoCRM may be. */
  readonly addresses: AddressRules;
  /** Whether App Service authentication stands in front of the app, so that its principal header can be believed. */
  readonly easyAuth: boolean;
  /** Whether this is no deployment: pages may then be looked at without signing in. */
  readonly onDevelopersMachine: boolean;
  /** How long one reconciliation goes on waiting for what passes by itself. */
  readonly settleWithin: Duration;
  /** Whom to tell of renewals and failures. */
  readonly channels: readonly Channel[];
  /** Whether EspoCRM may be asked to sign in with a made-up code, to see whether its secret works. */
  readonly signInProbe: boolean;
}

/** Of EspoCRM: which addresses it may have, and which no address may lead to. */
export interface AddressRules {
  readonly privateHosts: PrivateHosts;
  /** Where the platform hands out this app's tokens (`IDENTITY_ENDPOINT`); undefined where there is none. */
  readonly identityEndpoint: URL | undefined;
  /** Where this app itself answers, as `host` or `host:port`; undefined where it is not known. */
  readonly ownHost: string | undefined;
}

const guid = (what: string) => where(isGuid, `must be a GUID: ${what}`);
const httpsUrl = (what: string) =>
  readBy((text) => (isHttpsUrl(text) ? withoutSlash(text) : undefined), `must be an https URL: ${what}`);

const isLoopback = (url: string) =>
  URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

const SETTINGS = {
  AZURE_TENANT_ID: required('the directory (tenant) id of your Entra tenant', guid),
  AZURE_CLIENT_ID: optional(guid("the client id of the app's user-assigned identity")),
  AZURE_CLOUD: withDefault('AzureCloud', oneOf(CLOUD_NAMES, `must be one of ${CLOUD_NAMES.join(', ')}`)),
  ENTRA_AUTHORITY_HOST: optional(httpsUrl('the sign-in address that replaces the one of AZURE_CLOUD')),
  GRAPH_URL: optional(httpsUrl('the Microsoft Graph address that replaces the one of AZURE_CLOUD')),
  KEY_VAULT_URI: required('the address of the vault, for example https://my-vault.vault.azure.net', httpsUrl),
  HEALTH_CHECK_SCHEDULE: required('when to check every connection, for example 0 17 * * * *', () =>
    where(
      (text) => text.trim().split(/\s+/).length === 6,
      'must be an NCRONTAB expression of six fields, for example 0 17 * * * *',
    ),
  ),
  SETTLE_WITHIN: withDefault(minutes(1), readBy(readDuration, DURATION_ADVICE)),
  SIGN_IN_PROBE: withDefault('on', oneOf(['on', 'off'], 'must be on or off')),
  ESPOCRM_PRIVATE_HOSTS: withDefault<PrivateHosts>(new Map(), readPrivateHosts),
  IDENTITY_ENDPOINT: optional(where(URL.canParse, 'must be a URL; the platform sets it')),
};

/** Every setting that is read here; the deployment sets no other of ours. */
export const SETTING_NAMES: readonly string[] = [
  ...Object.keys(SETTINGS),
  ...TARGETS.flatMap((target) => target.settings),
  'AzureWebJobsStorage',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__queueServiceUri',
];

/** Addresses of this machine belong to the sandbox; in Azure they would be a mistake or an attack. */
function localAddresses(env: Environment): string[] {
  if (env['WEBSITE_INSTANCE_ID'] === undefined) return [];
  const urls = ['ENTRA_AUTHORITY_HOST', 'GRAPH_URL', 'KEY_VAULT_URI'].filter((name) => isLoopback(env[name] ?? ''));
  const privateHosts = readPrivateHosts(env['ESPOCRM_PRIVATE_HOSTS'] ?? '');
  const networks = 'value' in privateHosts ? [...privateHosts.value.values()].flat() : [];
  const isLocal = (network: string) => network.startsWith('127.') || network.startsWith('::1/');
  return [...urls, ...(networks.some(isLocal) ? ['ESPOCRM_PRIVATE_HOSTS'] : [])];
}

/** Throws one Error that names every missing and wrong setting and says what each should be; never a value. */
export function readConfig(env: Environment): Config {
  const settings = readSettings(SETTINGS, env);
  const storage = readStorage(env);
  const channels = readChannels(env);
  const problems = [
    ...('problems' in settings ? settings.problems : []),
    ...('problems' in storage ? storage.problems : []),
    ...('problems' in channels ? channels.problems : []),
    ...localAddresses(env).map((name) => `${name} must not be an address of this machine in Azure`),
  ];
  if ('problems' in settings || 'problems' in storage || 'problems' in channels || problems.length > 0)
    throw new Error(
      `The app cannot start; these settings need attention:\n${problems.map((each) => `  ${each}`).join('\n')}`,
    );
  const { value: data } = settings;
  const cloud = CLOUDS[data.AZURE_CLOUD];
  return {
    tenantId: data.AZURE_TENANT_ID,
    clientId: data.AZURE_CLIENT_ID,
    managedIdentity: data.IDENTITY_ENDPOINT !== undefined,
    authorityHost: data.ENTRA_AUTHORITY_HOST ?? cloud.authorityHost,
    graphUrl: data.GRAPH_URL ?? cloud.graphUrl,
    keyVaultUrl: data.KEY_VAULT_URI,
    keyVaultIsLocal: isLoopback(data.KEY_VAULT_URI),
    storage: storage.value,
    addresses: {
      privateHosts: data.ESPOCRM_PRIVATE_HOSTS,
      identityEndpoint: data.IDENTITY_ENDPOINT === undefined ? undefined : new URL(data.IDENTITY_ENDPOINT),
      // Set by the platform; Core Tools set it too, with a port.
      ownHost: env['WEBSITE_HOSTNAME']?.toLowerCase(),
    },
    // App Service writes True; it strips a caller's own principal headers only then.
    easyAuth: env['WEBSITE_AUTH_ENABLED']?.toLowerCase() === 'true',
    // Core Tools say Development; in Azure it is Production unless somebody changes it, and the instance always has an id.
    onDevelopersMachine:
      env['AZURE_FUNCTIONS_ENVIRONMENT'] === 'Development' && env['WEBSITE_INSTANCE_ID'] === undefined,
    settleWithin: data.SETTLE_WITHIN,
    channels: channels.value,
    signInProbe: data.SIGN_IN_PROBE === 'on',
  };
}

let read: Config | undefined;

/** Of this process, read when it is first asked for. Throws as `readConfig` does. */
export function config(): Config {
  read ??= readConfig(process.env);
  return read;
}
