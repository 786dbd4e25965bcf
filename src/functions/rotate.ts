/** `POST /api/connections/{name}/rotate`: replaces the client secret now, and says what that interrupts. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.http('rotate', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'connections/{name}/rotate',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.rotate),
});
