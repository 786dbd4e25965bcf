/** `GET /api/health`: whether the app itself is up; says nothing about connections, and asks nothing outside. */
import { app } from '@azure/functions';

app.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: async () => ({
    headers: { 'Content-Type': 'application/health+json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({ status: 'pass' }),
  }),
});
