/** The queue of work, by connection string on a developer's machine and by identity in Azure. */
import type { TokenCredential } from '@azure/identity';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { StorageAccount } from '../../config/storageSettings';
import { CONNECTIONS_QUEUE } from './storageNames';

export function connectionsQueue(account: StorageAccount, credential: TokenCredential): QueueClient {
  const service =
    account.kind === 'connectionString'
      ? QueueServiceClient.fromConnectionString(account.connectionString)
      : new QueueServiceClient(account.queueServiceUri, credential);
  return service.getQueueClient(CONNECTIONS_QUEUE);
}
