/** `DELETE /api/connections/{name}`: EspoCRM back to its own login, everything of ours removed, the connection forgotten. */
import { httpTrigger } from '../http/httpTrigger';

export const deprovision = httpTrigger('deprovision', () => import('../app/everything'));
