/** Timer triggers on the sandbox's clock. Past occurrences are not remembered over a restart. */
import type { RegisteredFunction } from './functionsCore';
import { type Invocation, type Invoke, triggerOf } from './invoke';
import { createResolve } from './resolveSettings';
import { createSchedule, type Schedule } from './schedule';

export interface Timers {
  /** Begins the schedules; functions with `runOnStartup` run at once. */
  start(): void;
  /** Looks again: occurrences that the clock has jumped over set off one invocation, as after the app slept. */
  clockMoved(): void;
  /** What a timer function is given when it is run by hand; undefined for any other function. */
  byHand(name: string): Invocation | undefined;
  stop(): void;
}

interface Status {
  readonly last: string;
  readonly next: Date;
  readonly lastUpdated: string;
}

interface Timer {
  readonly target: RegisteredFunction;
  readonly schedule: Schedule;
  readonly useMonitor: boolean;
  readonly runOnStartup: boolean;
  status: Status;
  running: boolean;
}

/** As .NET writes them; "never" is its smallest date. */
const timestamp = (at: Date) => at.toISOString().replace(/\.?0*Z$/, '+00:00');
const NEVER = '0001-01-01T00:00:00+00:00';

/** Later than that is past due: what a busy process is late by is less. */
const PUNCTUAL_MS = 1_000;
/** Node's timers take no longer delay than about 24 days, and the machine's clock may be set. */
const LONGEST_WAIT_MS = 60_000;

function timerOf(target: RegisteredFunction, env: NodeJS.ProcessEnv): Timer {
  const { name } = target.metadata;
  const { schedule: given, runOnStartup, useMonitor } = triggerOf(target).options;
  const expression = createResolve(name, env)('schedule', String(given));
  const now = new Date();
  let schedule: Schedule;
  let next: Date;
  try {
    schedule = createSchedule(expression, now);
    next = schedule.next(now);
  } catch (error) {
    throw new Error(`The function "${name}" has the schedule "${expression}", which is no NCRONTAB expression.`, {
      cause: error,
    });
  }
  return {
    target,
    schedule,
    // The host monitors no schedule with less than a minute between occurrences (timer trigger, "useMonitor").
    useMonitor: useMonitor !== false && !schedule.subMinute,
    runOnStartup: runOnStartup === true,
    status: { last: NEVER, next, lastUpdated: NEVER },
    running: false,
  };
}

function invocationOf({ useMonitor, status }: Timer, isPastDue: boolean): Invocation {
  const { last, next, lastUpdated } = status;
  const info = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: useMonitor ? { Last: last, Next: timestamp(next), LastUpdated: lastUpdated } : null,
    IsPastDue: isPastDue,
  };
  return { data: { json: JSON.stringify(info) }, reason: `Timer fired at ${timestamp(new Date())}` };
}

/** Throws when a schedule is wrong, or names a setting that is missing. */
export function createTimers(functions: readonly RegisteredFunction[], env: NodeJS.ProcessEnv, invoke: Invoke): Timers {
  const timers = functions
    .filter((target) => triggerOf(target).type === 'timerTrigger')
    .map((target) => timerOf(target, env));
  let alarm: NodeJS.Timeout | undefined;
  let stopped = true;

  /** One at a time for each function; what fell due meanwhile comes right after. */
  async function fire(timer: Timer, isPastDue: boolean) {
    const at = new Date();
    timer.running = true;
    await invoke(timer.target, invocationOf(timer, isPastDue));
    timer.running = false;
    timer.status = { last: timestamp(at), next: timer.schedule.next(at), lastUpdated: timestamp(at) };
    look();
  }

  function look() {
    clearTimeout(alarm);
    if (stopped) return;
    const waits = [LONGEST_WAIT_MS];
    for (const timer of timers) {
      if (timer.running) continue;
      const lateMs = Date.now() - timer.status.next.getTime();
      if (lateMs >= 0) void fire(timer, lateMs > PUNCTUAL_MS);
      else waits.push(-lateMs);
    }
    alarm = setTimeout(look, Math.min(...waits));
  }

  return {
    start() {
      stopped = false;
      for (const timer of timers) if (timer.runOnStartup) void fire(timer, false);
      look();
    },
    clockMoved: look,
    byHand(name) {
      const timer = timers.find(({ target }) => target.metadata.name === name);
      return timer && invocationOf(timer, false);
    },
    stop() {
      stopped = true;
      clearTimeout(alarm);
    },
  };
}
