/** `GET /api/openapi.json`: what this API takes and answers, as OpenAPI 3.1. */
import { httpTrigger } from '../http/httpTrigger';

export const openApi = httpTrigger('openApi', () => import('../app/everything'));
