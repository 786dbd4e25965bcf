/** All that an event needs, so that it waits for no more: the identity the app acts with, the queue, and what the event does. */
import type { InvocationContext } from '@azure/functions';
import type { TokenCredential } from '@azure/identity';
import { createCredential } from '../adapters/entra/credential';
import { createLog } from '../adapters/log';
import { createWorkQueue } from '../adapters/storage/workQueue';
import { config } from '../config/config';
import { readVaultEvent } from '../core/vaultEvent';
import type { WorkQueue } from '../reconcile/connector';

let identity: TokenCredential | undefined;
let workQueue: WorkQueue | undefined;

export function credential(): TokenCredential {
  const { managedIdentity, clientId } = config();
  identity ??= createCredential(managedIdentity, clientId);
  return identity;
}

export function queue(): WorkQueue {
  workQueue ??= createWorkQueue(config().storage, credential());
  return workQueue;
}

/** A client secret in Key Vault is near its expiry, or past it: its connection is asked for. */
export async function vaultEvent(event: unknown, context: InvocationContext): Promise<void> {
  const log = createLog(context);
  const read = readVaultEvent(event, config().keyVaultUrl);
  log.info(`vaultEvent.${read.kind}`, { ...read });
  if (read.kind === 'ignored') return;
  await queue().add({ connection: read.connection, attempt: 0 }, 0);
}
