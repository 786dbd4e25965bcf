/** Event Grid: a client secret in Key Vault is near its expiry, or past it; its connection is looked at. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.eventGrid('vaultEvent', {
  handler: onDemand(async () => (await import('../handlers/vaultEvent')).vaultEvent),
});
