/** `PUT /api/connections/{name}`: stores what is wanted and brings it about; with `?dryRun=true` only says what it would do. */

import { settings } from '../config/settings';
import { planView } from '../http/connectionView';
import { handle, json } from '../http/handle';
import { busy, provisioned } from '../http/provisioned';
import { readConnection } from '../http/readConnection';
import { readFlags } from '../http/readFlags';
import { provision as provisionConnection } from '../reconcile/requests';
import { preview } from '../reconcile/upkeep';

export const provision = handle('manage', async (request, connector, log) => {
  const isDryRun = readFlags(request, 'dryRun').has('dryRun');
  const spec = await readConnection(request, settings().addresses);
  if (isDryRun) return json(200, planView(spec, await preview(spec, connector.ports)));
  const stored = await provisionConnection(spec, connector, log);
  return stored === 'busy' ? busy() : provisioned(spec, stored.outcome);
});
