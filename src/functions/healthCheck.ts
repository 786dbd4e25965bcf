/** Timer: every connection is looked at, because events can be lost. */
import { app } from '@azure/functions';
import { onDemand } from '../app/onDemand';

app.timer('healthCheck', {
  schedule: '%HEALTH_CHECK_SCHEDULE%',
  handler: onDemand(async () => (await import('../handlers/handlers')).handlers.healthCheck),
});
