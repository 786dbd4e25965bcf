/** `GET /api/openapi.json`: what this API takes and answers, as OpenAPI 3.1. */
import { app } from '@azure/functions';
import { handle, json } from '../http/handle';

app.http('openApi', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'openapi.json',
  handler: handle('read', async () => {
    // Making it takes longer than a cold start may; hardly any process is ever asked for it.
    const { openApiDocument } = await import('../http/openApi/openApiDocument');
    return json(200, openApiDocument());
  }),
});
