/** Queue: one connection is brought to what is wanted of it, or those of a health check are looked at. */
import { app } from '@azure/functions';
import { CONNECTIONS_QUEUE } from '../adapters/storage/storageNames';

app.storageQueue('reconcile', {
  queueName: CONNECTIONS_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => (await import('../app/everything')).reconcile(message, context),
});
