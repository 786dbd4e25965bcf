/** The status page as an answer. */
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Services } from '../../reconcile/services';
import { RESPONSE_HEADERS } from '../responseHeaders';
import { readView } from './fleet';
import { readPage } from './readPage';
import { statusPage } from './statusPage';
import { PAGE_POLICY } from './style';

const REFRESH_S = '300';

export async function pageResponse({ query }: HttpRequest, services: Services): Promise<HttpResponseInit> {
  const now = services.outside.clock.now();
  const view = readView(query);
  return {
    headers: {
      ...RESPONSE_HEADERS,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': PAGE_POLICY,
      ...(view.refresh && { Refresh: REFRESH_S }),
    },
    body: statusPage(await readPage(services.connections, view, now), view, now),
  };
}
