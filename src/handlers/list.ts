/** `GET /api/connections`: every connection with its state. */
import { summaryView } from '../http/connectionView';
import { handle, json } from '../http/handle';

export const list = handle('read', async (_request, { connections }) => {
  return json(200, { connections: (await connections.list()).map(summaryView) });
});
