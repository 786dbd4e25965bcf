/** `GET /api/status`: the status page. Browsers bring no function key: App Service authentication guards it, or it is shut. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.http('status', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'status',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.status),
});
