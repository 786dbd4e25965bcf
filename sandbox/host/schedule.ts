/** Reads a timer's NCRONTAB expression: six fields, seconds first, or five without them. */
import { Cron } from 'croner';

export interface Schedule {
  /** The first occurrence after that instant. */
  next(after: Date): Date;
  /** Whether occurrences may be less than a minute apart. */
  readonly subMinute: boolean;
}

const LOOK_AHEAD = 60;

/** In UTC, the time zone of a function app unless it is told otherwise. `start`: from where it is judged. */
export function createSchedule(expression: string, start: Date): Schedule {
  const cron = new Cron(expression, {
    mode: '5-or-6-parts',
    timezone: 'UTC',
    paused: true,
    // Unlike in cron, day of month and day of week must both match, and `5/10` is a range with a step.
    domAndDow: true,
    sloppyRanges: true,
  });
  const next = (after: Date): Date => {
    const found = cron.nextRun(after);
    if (!found) throw new Error(`The schedule "${expression}" never occurs.`);
    return found;
  };
  const occurrences = cron.nextRuns(LOOK_AHEAD, start).map((at) => at.getTime());
  return { next, subMinute: occurrences.some((at, index) => at - (occurrences[index - 1] ?? 0) < 60_000) };
}
