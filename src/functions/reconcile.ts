/** Queue: one connection is brought to what is wanted of it. */
import { app } from '@azure/functions';
import { createLog } from '../adapters/log';
import { CONNECTIONS_QUEUE, DELIVERIES } from '../adapters/storageNames';
import { services } from '../app';
import { workSchema } from '../contract/work';
import { doWork } from '../reconcile/doWork';

app.storageQueue('reconcile', {
  queueName: CONNECTIONS_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => {
    const log = createLog(context);
    const work = workSchema.safeParse(message);
    if (!work.success)
      return log.warn('work.unreadable', { issues: work.error.issues.map(({ path }) => path.join('.')) });
    const isLastTry = Number(context.triggerMetadata?.['dequeueCount']) >= DELIVERIES;
    await doWork(work.data, await services(), log, isLastTry);
  },
});
