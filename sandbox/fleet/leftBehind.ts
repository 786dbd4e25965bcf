/** What is still there of connections that were removed. */
import { BlobServiceClient } from '@azure/storage-blob';
import { CONNECTIONS_CONTAINER } from '../../src/adapters/storage/storageNames';
import { PRODUCT } from '../../src/core/ownership';
import type { Sandbox } from '../stage/startSandbox';
import type { Member } from './createFleet';
import { signInOf } from './signInOf';

/** Each thing that should not be there any more; what soft delete keeps is not counted. */
export async function leftBehind(sandbox: Sandbox, members: readonly Member[]): Promise<string[]> {
  const { entra, keyVault, storage } = sandbox;
  const registrations = entra.registrations().filter(({ deleted }) => !deleted);
  const ours = registrations.filter(({ uniqueName }) => uniqueName?.startsWith(PRODUCT));
  const credentials = registrations.flatMap(({ appId, credentials }) =>
    credentials.filter(({ displayName }) => displayName?.startsWith(PRODUCT)).map(({ keyId }) => `${appId}/${keyId}`),
  );
  const secrets = keyVault.list().filter(({ name, stage }) => stage === 'active' && name.endsWith('-client-secret'));
  const connected = members.filter((member) => signInOf(member) !== undefined);
  const blobs: string[] = [];
  const container = BlobServiceClient.fromConnectionString(storage.connectionString);
  for await (const { name } of container.getContainerClient(CONNECTIONS_CONTAINER).listBlobsFlat()) blobs.push(name);
  return [
    ...ours.map(({ uniqueName }) => `registration ${uniqueName}`),
    ...credentials.map((each) => `client secret ${each} in Entra`),
    ...secrets.map(({ name }) => `secret ${name} in Key Vault`),
    ...connected.map(({ name }) => `sign-in through Entra in the EspoCRM of ${name}`),
    ...blobs.map((name) => `blob ${name}`),
  ];
}

/** Registrations that were there before us and are gone, or lack the secret that was made by hand. */
export function takenAway({ entra }: Sandbox, members: readonly Member[]): string[] {
  return members.flatMap(({ name, adopts }) => {
    if (adopts === undefined) return [];
    const registration = entra.registration(adopts);
    const isWhole = registration && !registration.deleted && registration.credentials.length === 1;
    return isWhole ? [] : [`${name} (${adopts})`];
  });
}
