/** A connection that the app itself brought about and that is well, of which fleets are made. */
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { createPassTime } from '../sandbox/fleet/passTime';
import { startApp } from '../sandbox/stage/startApp';
import type { RunningEspoCrm, Sandbox } from '../sandbox/stage/startSandbox';
import { APP_IDENTITY, ESPOCRM_ADMIN } from '../sandbox/stage/tenant';
import { createConnectorApi } from '../sandbox/story/connectorApi';
import { CONNECTIONS_CONTAINER } from '../src/adapters/storage/storageNames';
import { adminSecretName } from '../src/core/ownership';

const MINUTE_MS = 60_000;
/** Fixed by Key Vault. */
const NEAR_MS = 30 * 86_400_000;
const SIGN_IN = /^(oidc|authenticationMethod$|auth2FA$)/;
export const TEMPLATE = 'template';

/** A connection's blob. */
export interface Document {
  readonly text: string;
  readonly metadata: Record<string, string>;
}

export interface Template {
  readonly espocrm: RunningEspoCrm;
  readonly appId: string;
  /** Of its registration, in the words of Graph. */
  readonly registration: Readonly<Record<string, unknown>>;
  readonly document: Document;
  /** When Key Vault says so of its secret. */
  readonly nearsEndAt: Date;
  /** Of its EspoCRM, as far as they are about signing in. */
  settings(): Readonly<Record<string, unknown>>;
}

export const documentsOf = ({ storage }: Sandbox): ContainerClient =>
  BlobServiceClient.fromConnectionString(storage.connectionString).getContainerClient(CONNECTIONS_CONTAINER);

/** It adopts a registration, because an identity may make no more than 250 of its own. */
export async function makeTemplate(sandbox: Sandbox): Promise<Template> {
  const espocrm = await sandbox.addEspoCrm();
  const appId = sandbox.entra.addRegistration({
    displayName: TEMPLATE,
    signInAudience: 'AzureADMyOrg',
    web: { redirectUris: [`${espocrm.url}/oauth-callback.php`] },
  });
  sandbox.entra.addOwner(appId, APP_IDENTITY.oid);
  await sandbox.operator.putSecret(adminSecretName(TEMPLATE), `${ESPOCRM_ADMIN.userName}:${ESPOCRM_ADMIN.password}`);
  const time = createPassTime(sandbox);
  const app = await startApp(sandbox, { onLog: time.onLog, settings: { HEALTH_CHECK_SCHEDULE: '0 17 * * * *' } });
  try {
    const api = createConnectorApi(app.url);
    await api.provision(TEMPLATE, { espocrmUrl: espocrm.url, adopt: { applicationId: appId } });
    // Until the new secret may be delivered, and a check has seen everything as it stays.
    for (const minutes of [16, 60, 60]) await time.moveBy(minutes * MINUTE_MS);
    const { state } = await api.show(TEMPLATE);
    if (state !== 'settled') throw new Error(`The connection to copy is ${state}.`);
  } finally {
    await app.close();
  }
  const { displayName, signInAudience, idTokenClaims } = registrationOf(sandbox, appId);
  const optionalClaims = { idToken: idTokenClaims.map((name) => ({ name })) };
  return {
    espocrm,
    appId,
    registration: { displayName, signInAudience, optionalClaims },
    document: await readDocument(sandbox),
    nearsEndAt: new Date(endOf(sandbox, appId).getTime() - NEAR_MS),
    settings: () =>
      Object.fromEntries(Object.entries(espocrm.controls.settings()).filter(([key]) => SIGN_IN.test(key))),
  };
}

function registrationOf({ entra }: Sandbox, appId: string) {
  const registration = entra.registration(appId);
  if (!registration) throw new Error('The connection to copy has no registration.');
  return registration;
}

function endOf(sandbox: Sandbox, appId: string): Date {
  const [credential] = registrationOf(sandbox, appId).credentials;
  if (!credential) throw new Error('The connection to copy has no client secret.');
  return credential.endsAt;
}

async function readDocument(sandbox: Sandbox): Promise<Document> {
  const blob = documentsOf(sandbox).getBlockBlobClient(`${TEMPLATE}.json`);
  const { metadata = {} } = await blob.getProperties();
  return { text: (await blob.downloadToBuffer()).toString(), metadata };
}
