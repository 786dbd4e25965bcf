/** Queue: one connection is brought to what is wanted of it, or those of a health check are looked at. */
import { app } from '@azure/functions';
import { CONNECTIONS_QUEUE } from '../adapters/storage/storageNames';
import { onDemand } from '../app/onDemand';

app.storageQueue('reconcile', {
  queueName: CONNECTIONS_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.reconcile),
});
