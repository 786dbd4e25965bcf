/** Timer: every connection is looked at, because events can be lost. */
import { app } from '@azure/functions';
import { createLog } from '../adapters/log';
import { services } from '../app';
import { checkAll } from '../reconcile/checkAll';

app.timer('healthCheck', {
  schedule: '%HEALTH_CHECK_SCHEDULE%',
  handler: async (_timer, context) => checkAll(await services(), createLog(context)),
});
