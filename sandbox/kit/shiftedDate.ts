/** Preloaded into child processes: `Date` runs ahead by the sandbox's offset, which the parent moves; timers stay in real time. */
import { clockOffsetSetting, isClockMove } from './clockMessages';

const realNow = Date.now;
let offsetMs = Number(process.env[clockOffsetSetting] ?? 0);
const now = () => realNow() + offsetMs;

// A proxy keeps everything else of Date: prototype, parse, UTC, instanceof and subclasses.
const ShiftedDate = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new ShiftedDate().toString(),
});
Date.now = now;
Object.defineProperty(Date.prototype, 'constructor', { value: ShiftedDate, writable: true, configurable: true });
globalThis.Date = ShiftedDate;

process.on('message', (message: unknown) => {
  if (!isClockMove(message)) return;
  offsetMs = message.offsetMs;
  process.send?.({ kind: 'clockTaken', id: message.id });
});

// A child whose parent is gone, however it went, has nothing left to do.
process.once('disconnect', () => process.exit(0));
