/** `GET /api/openapi.json`: what this API takes and answers, as OpenAPI 3.1. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.http('openApi', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'openapi.json',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.openApi),
});
