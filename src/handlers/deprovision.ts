/** `DELETE /api/connections/{name}`: EspoCRM back to its own login, everything of ours removed, the connection forgotten. */
import { deprovisioned } from '../http/deprovisioned';
import { handle } from '../http/handle';
import { notFound, problemResponse } from '../http/problem';
import { busy } from '../http/provisioned';
import { readRemoval } from '../http/readRemoval';
import { deprovision as deprovisionConnection } from '../reconcile/requests';

export const deprovision = handle('manage', async (request, connector, log) => {
  const { name, removal } = readRemoval(request);
  const ended = await deprovisionConnection(name, removal, connector, log);
  if (ended === undefined) return problemResponse(notFound(name));
  return ended === 'busy' ? busy() : deprovisioned(ended.spec, ended.outcome);
});
