/** `GET /api/connections/{name}`: one connection with its state, problems and specification. */
import { httpTrigger } from '../http/httpTrigger';

export const show = httpTrigger('show', () => import('../app/everything'));
