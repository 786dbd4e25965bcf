/** `GET /api/health`: whether the app itself is up; says nothing about connections, and asks nothing outside. */
import type { HttpHandler } from '@azure/functions';
import { RESPONSE_HEADERS } from './answer';

export const health: HttpHandler = async () => ({
  headers: { ...RESPONSE_HEADERS, 'Content-Type': 'application/health+json' },
  body: JSON.stringify({ status: 'pass' }),
});
