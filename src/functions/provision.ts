/** `PUT /api/connections/{name}`: stores what is wanted and brings it about; with `?dryRun=true` only says what it would do. */
import { app } from '@azure/functions';
import { settings } from '../app';
import { planView } from '../http/connectionView';
import { handle, json } from '../http/handle';
import { isDryRun } from '../http/isDryRun';
import { provisioned } from '../http/provisioned';
import { readConnection } from '../http/readConnection';
import { provision } from '../reconcile/provision';
import { preview } from '../reconcile/reconcile';

app.http('provision', {
  methods: ['PUT'],
  authLevel: 'function',
  route: 'connections/{name}',
  handler: handle('manage', async (request, services, log) => {
    const spec = await readConnection(request, settings().addresses);
    if (isDryRun(request)) return json(200, planView(spec, await preview(spec, services.outside)));
    return provisioned(spec, await provision(spec, services, log));
  }),
});
