/** Event Grid: a client secret in Key Vault is near its expiry, or past it; its connection is looked at. */
import type { InvocationContext } from '@azure/functions';
import { createLog } from '../adapters/log';
import { queue } from '../app/queue';
import { settings } from '../config/settings';
import { readVaultEvent } from '../core/vaultEvent';

export async function vaultEvent(event: unknown, context: InvocationContext): Promise<void> {
  const log = createLog(context);
  const read = readVaultEvent(event, settings().keyVaultUrl);
  log.info(`vaultEvent.${read.kind}`, { ...read });
  if (read.kind === 'ignored') return;
  await queue().add({ connection: read.connection, attempt: 0 }, 0);
}
