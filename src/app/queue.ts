/** The queue of work, and the identity the app acts with: all that an event needs, so that it waits for no more. */
import type { TokenCredential } from '@azure/identity';
import { createCredential } from '../adapters/entra/credential';
import { connectionsQueue } from '../adapters/storage/queueClient';
import { createWorkQueue } from '../adapters/storage/workQueue';
import { settings } from '../config/settings';
import type { WorkQueue } from '../reconcile/connector';

let identity: TokenCredential | undefined;
let workQueue: WorkQueue | undefined;

export function credential(): TokenCredential {
  const { managedIdentity, clientId } = settings();
  identity ??= createCredential(managedIdentity, clientId);
  return identity;
}

export function queue(): WorkQueue {
  workQueue ??= createWorkQueue(connectionsQueue(settings().storage, credential()));
  return workQueue;
}
