/** `PUT /api/connections/{name}`: stores what is wanted and brings it about; with `?dryRun=true` only says what it would do. */
import { httpTrigger } from '../http/httpTrigger';

export const provision = httpTrigger('provision', () => import('../app/everything'));
