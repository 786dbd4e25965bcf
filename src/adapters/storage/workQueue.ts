/** The queue of connections to look at, on Azure Storage. */
import type { TokenCredential } from '@azure/identity';
import { QueueServiceClient } from '@azure/storage-queue';
import type { StorageAccount } from '../../config/storageSettings';
import type { WorkQueue } from '../../reconcile/connector';
import { attempting } from '../attempting';
import { storageCode, storageFailure } from './storageFailure';
import { CONNECTIONS_QUEUE } from './storageNames';

/** The longest a storage queue can hide a message. */
const LONGEST_DELAY_S = 7 * 24 * 3_600 - 1;

export function createWorkQueue(account: StorageAccount, credential: TokenCredential): WorkQueue {
  const service =
    account.kind === 'connectionString'
      ? QueueServiceClient.fromConnectionString(account.connectionString)
      : new QueueServiceClient(account.queueServiceUri, credential);
  const queue = service.getQueueClient(CONNECTIONS_QUEUE);
  return {
    add: (message, delayMs) =>
      attempting(storageFailure)('add work to the queue', async () => {
        // The Functions host expects base64 (host.json, queues.messageEncoding).
        const text = Buffer.from(JSON.stringify(message)).toString('base64');
        const visibilityTimeout = Math.min(Math.ceil(delayMs / 1_000), LONGEST_DELAY_S);
        const send = () => queue.sendMessage(text, { visibilityTimeout });
        await send().catch(async (error) => {
          if (storageCode(error) !== 'QueueNotFound') throw error;
          await queue.createIfNotExists();
          await send();
        });
      }),
  };
}
