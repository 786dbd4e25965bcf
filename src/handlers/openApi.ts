/** `GET /api/openapi.json`: what this API takes and answers, as OpenAPI 3.1. */
import { handle, json } from '../http/handle';

export const openApi = handle('read', async () => {
  // Making it takes longer than a cold start may; hardly any process is ever asked for it.
  const { openApiDocument } = await import('../http/openApi/openApiDocument');
  return json(200, openApiDocument());
});
