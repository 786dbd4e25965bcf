/** `GET /api/status`: the status page. Browsers bring no function key: App Service authentication guards it, or it is shut. */
import { app } from '@azure/functions';
import { handle } from '../http/handle';

app.http('status', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'status',
  handler: handle('page', async (request, services) => {
    const { pageResponse } = await import('../http/statusPage/pageResponse');
    return pageResponse(request, services);
  }),
});
