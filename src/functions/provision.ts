/** `PUT /api/connections/{name}`: stores what is wanted and brings it about; with `?dryRun=true` only says what it would do. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.http('provision', {
  methods: ['PUT'],
  authLevel: 'function',
  route: 'connections/{name}',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.provision),
});
