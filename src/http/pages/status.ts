/** `GET /api/status`: the status page. Browsers bring no function key: App Service authentication guards it, or it is shut. */
import { type Answer, RESPONSE_HEADERS } from '../answer';
import { readView } from './fleet';
import { readPage } from './readPage';
import { statusPage } from './statusPage';
import { PAGE_POLICY } from './style';

const REFRESH_S = '300';

export const status: Answer = async ({ query }, { connector }) => {
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
};
