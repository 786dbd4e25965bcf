/** `GET /api/health`: whether the app itself is up; says nothing about connections, and asks nothing outside. */
import { app } from '@azure/functions';
import { RESPONSE_HEADERS } from '../http/responseHeaders';

app.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: async () => ({
    headers: { ...RESPONSE_HEADERS, 'Content-Type': 'application/health+json' },
    body: JSON.stringify({ status: 'pass' }),
  }),
});
