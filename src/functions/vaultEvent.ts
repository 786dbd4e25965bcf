/** Event Grid: a client secret in Key Vault is near its expiry, or past it; its connection is looked at. */
import { app } from '@azure/functions';

app.eventGrid('vaultEvent', {
  handler: async (event, context) => (await import('../app/event')).vaultEvent(event, context),
});
