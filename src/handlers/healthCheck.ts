/** Timer: every connection is looked at, because events can be lost. */
import type { TimerHandler } from '@azure/functions';
import { createLog } from '../adapters/log';
import { connector } from '../app/connector';
import { checkAll } from '../reconcile/checkAll';

export const healthCheck: TimerHandler = async (_timer, context) => checkAll(connector(), createLog(context));
