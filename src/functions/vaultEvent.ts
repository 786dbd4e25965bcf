/** Event Grid: a client secret in Key Vault is near its expiry, or past it; its connection is looked at. */
import { app } from '@azure/functions';
import { createLog } from '../adapters/log';
import { services, settings } from '../app';
import { readVaultEvent } from '../core/vaultEvent';

app.eventGrid('vaultEvent', {
  handler: async (event: unknown, context) => {
    const log = createLog(context);
    const read = readVaultEvent(event, settings().keyVaultUrl);
    log.info(`vaultEvent.${read.kind}`, { ...read });
    if (read.kind === 'ignored') return;
    await (await services()).queue.add({ connection: read.connection, attempt: 0 }, 0);
  },
});
