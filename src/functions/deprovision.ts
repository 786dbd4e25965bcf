/** `DELETE /api/connections/{name}`: EspoCRM back to its own login, everything of ours removed, the connection forgotten. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.http('deprovision', {
  methods: ['DELETE'],
  authLevel: 'function',
  route: 'connections/{name}',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.deprovision),
});
