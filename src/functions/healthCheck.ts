/** Timer: every connection is looked at, because events can be lost. */
import { app } from '@azure/functions';

app.timer('healthCheck', {
  schedule: '%HEALTH_CHECK_SCHEDULE%',
  handler: async (timer, context) => (await import('../app/everything')).healthCheck(timer, context),
});
