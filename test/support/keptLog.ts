/** A log that keeps its lines: how loud each is, what happened, and the fields beside it. */
import type { LogEvent } from '../../src/reconcile/logEvents';
import type { Log, LogFields } from '../../src/reconcile/ports';

type Line = readonly [level: keyof Log, event: LogEvent, fields: LogFields];

export function createKeptLog() {
  const lines: Line[] = [];
  const at =
    (level: keyof Log): Log['info'] =>
    (event, fields) =>
      void lines.push([level, event, fields]);
  const log: Log = { info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines };
}
