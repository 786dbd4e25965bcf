/** `GET /api/connections`: every connection with its state. */
import { app } from '@azure/functions';
import { summaryView } from '../http/connectionView';
import { handle, json } from '../http/handle';

app.http('list', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'connections',
  handler: handle('read', async (_request, { connections }) => {
    return json(200, { connections: (await connections.list()).map(summaryView) });
  }),
});
