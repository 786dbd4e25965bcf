/** Queue: one connection is brought to what is wanted of it, or those of a health check are looked at. */
import type { StorageQueueHandler } from '@azure/functions';
import { createLog } from '../adapters/log';
import { DELIVERIES } from '../adapters/storage/storageNames';
import { connector } from '../app/connector';
import { workSchema } from '../contract/work';
import { takeMessage } from '../reconcile/takeMessage';

export const reconcile: StorageQueueHandler = async (message, context) => {
  const log = createLog(context);
  const work = workSchema.safeParse(message);
  if (!work.success)
    return log.warn('work.unreadable', { issues: work.error.issues.map(({ path }) => path.join('.')) });
  const isLastTry = Number(context.triggerMetadata?.['dequeueCount']) >= DELIVERIES;
  await takeMessage(work.data, connector(), log, isLastTry);
};
