/** Timer: every connection is looked at, because events can be lost. */
import type { TimerHandler } from '@azure/functions';
import { createLog } from '../adapters/log';
import { services } from '../app/services';
import { checkAll } from '../reconcile/checkAll';

export const healthCheck: TimerHandler = async (_timer, context) => checkAll(services(), createLog(context));
