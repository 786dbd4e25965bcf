/** `GET /api/connections/{name}`: one connection with its state, problems and specification. */
import { connectionView } from '../http/connectionView';
import { handle, json } from '../http/handle';
import { notFound, problemResponse } from '../http/problem';
import { readName } from '../http/readConnection';

export const show = handle('read', async (request, { connections }) => {
  const name = readName(request);
  const known = await connections.find(name);
  return known ? json(200, connectionView(known.spec, known.outcome)) : problemResponse(notFound(name));
});
