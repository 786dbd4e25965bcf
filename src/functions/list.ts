/** `GET /api/connections`: every connection with its state. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.http('list', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'connections',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.list),
});
