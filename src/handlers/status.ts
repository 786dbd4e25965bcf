/** `GET /api/status`: the status page. Browsers bring no function key: App Service authentication guards it, or it is shut. */
import { handle } from '../http/handle';

export const status = handle('page', async (request, services) => {
  const { pageResponse } = await import('../http/pages/pageResponse');
  return pageResponse(request, services);
});
