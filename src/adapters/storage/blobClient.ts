/** The container of the connection documents, by connection string on a developer's machine and by identity in Azure. */
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { StorageAccount } from '../../config/storageSettings';
import { CONNECTIONS_CONTAINER } from './storageNames';

export function connectionsContainer(account: StorageAccount, credential: TokenCredential): ContainerClient {
  const service =
    account.kind === 'connectionString'
      ? BlobServiceClient.fromConnectionString(account.connectionString)
      : new BlobServiceClient(account.blobServiceUri, credential);
  return service.getContainerClient(CONNECTIONS_CONTAINER);
}
