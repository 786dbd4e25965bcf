/** `GET /api/health`: whether the app itself is up; the one answer for which nothing more is loaded. */
import { health as answer } from '../http/health';
import { httpTrigger } from '../http/httpTrigger';

export const health = httpTrigger('health', async () => ({ handle: () => answer }));
