/** The queue of connections to look at, on Azure Storage. */
import type { QueueClient } from '@azure/storage-queue';
import type { WorkQueue } from '../../reconcile/connector';
import { attempting } from '../attempting';
import { storageCode, storageFailure } from './storageFailure';

/** The longest a storage queue can hide a message. */
const LONGEST_DELAY_S = 7 * 24 * 3_600 - 1;

export function createWorkQueue(queue: QueueClient): WorkQueue {
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
