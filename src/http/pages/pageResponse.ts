/** The status page as an answer. */
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Connector } from '../../reconcile/connector';
import { RESPONSE_HEADERS } from '../responseHeaders';
import { readView } from './fleet';
import { readPage } from './readPage';
import { statusPage } from './statusPage';
import { PAGE_POLICY } from './style';

const REFRESH_S = '300';

export async function pageResponse({ query }: HttpRequest, connector: Connector): Promise<HttpResponseInit> {
  const now = connector.ports.clock.now();
  const view = readView(query);
  return {
    headers: {
      ...RESPONSE_HEADERS,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': PAGE_POLICY,
      ...(view.refresh && { Refresh: REFRESH_S }),
    },
    body: statusPage(await readPage(connector.connections, view, now), view, now),
  };
}
