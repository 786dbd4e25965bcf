/** One JSON line per event, with a stable name, through the Functions host's own log. */
import type { InvocationContext } from '@azure/functions';
import type { LogEvent } from '../reconcile/logEvents';
import type { Log, LogFields } from '../reconcile/ports';

export function createLog(context: Pick<InvocationContext, 'info' | 'warn' | 'error'>): Log {
  const line = (event: LogEvent, fields: LogFields) => JSON.stringify({ event, ...fields });
  return {
    info: (event, fields) => context.info(line(event, fields)),
    warn: (event, fields) => context.warn(line(event, fields)),
    error: (event, fields) => context.error(line(event, fields)),
  };
}
