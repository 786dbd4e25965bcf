/** `GET /api/status`: the status page, for people in a browser. */
import { httpTrigger } from '../http/httpTrigger';

export const status = httpTrigger('status', () => import('../app/everything'));
