/** Queue: one connection is brought to what is wanted of it, or those of a health check are looked at. */
import type { StorageQueueHandler } from '@azure/functions';
import { createLog } from '../adapters/log';
import { DELIVERIES } from '../adapters/storage/storageNames';
import { services } from '../app/services';
import { workSchema } from '../contract/work';
import { doWork } from '../reconcile/doWork';

export const reconcile: StorageQueueHandler = async (message, context) => {
  const log = createLog(context);
  const work = workSchema.safeParse(message);
  if (!work.success)
    return log.warn('work.unreadable', { issues: work.error.issues.map(({ path }) => path.join('.')) });
  const isLastTry = Number(context.triggerMetadata?.['dequeueCount']) >= DELIVERIES;
  await doWork(work.data, services(), log, isLastTry);
};
