/** `GET /api/connections`: every connection with its state. */
import { httpTrigger } from '../http/httpTrigger';

export const list = httpTrigger('list', () => import('../app/everything'));
