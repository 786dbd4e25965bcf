/** Clients of the app's own storage account, by connection string on a developer's machine and by identity in Azure. */
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { CONNECTIONS_CONTAINER, CONNECTIONS_QUEUE } from './storageNames';

export type StorageAccount =
  | { readonly kind: 'connectionString'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly blobServiceUri: string; readonly queueServiceUri: string };

export function connectionsContainer(account: StorageAccount, credential: TokenCredential): ContainerClient {
  const service =
    account.kind === 'connectionString'
      ? BlobServiceClient.fromConnectionString(account.connectionString)
      : new BlobServiceClient(account.blobServiceUri, credential);
  return service.getContainerClient(CONNECTIONS_CONTAINER);
}

export function connectionsQueue(account: StorageAccount, credential: TokenCredential): QueueClient {
  const service =
    account.kind === 'connectionString'
      ? QueueServiceClient.fromConnectionString(account.connectionString)
      : new QueueServiceClient(account.queueServiceUri, credential);
  return service.getQueueClient(CONNECTIONS_QUEUE);
}
