/** `GET /api/connections/{name}`: one connection with its state, problems and specification. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.http('show', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'connections/{name}',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.show),
});
