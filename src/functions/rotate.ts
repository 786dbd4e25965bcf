/** `POST /api/connections/{name}/rotate`: replaces the client secret now, and says what that interrupts. */
import { httpTrigger } from '../http/httpTrigger';

export const rotate = httpTrigger('rotate', () => import('../app/everything'));
