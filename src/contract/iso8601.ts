/** Reads and writes durations as people do, ISO 8601: `P24M`, `P30D`, `PT12H`. */
import { parse } from 'iso8601-duration';
import type { Duration } from '../core/duration';

const HOUR_MS = 3_600_000;
/** Ten years: longer makes no sense for a secret, and dates stay dates. */
const LONGEST_MS = 3_660 * 24 * HOUR_MS;

/** Undefined when the text is no ISO 8601 duration, nothing long, or longer than ten years. */
export function readDuration(text: string): Duration | undefined {
  try {
    const { years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = parse(text);
    const ms = (weeks * 7 + days) * 24 * HOUR_MS + hours * HOUR_MS + minutes * 60_000 + seconds * 1_000;
    const duration = { months: years * 12 + months, ms };
    const lengthMs = duration.months * 30 * 24 * HOUR_MS + ms;
    const isWhole = Number.isInteger(duration.months) && Number.isInteger(ms);
    return isWhole && lengthMs > 0 && lengthMs <= LONGEST_MS ? duration : undefined;
  } catch {
    return undefined;
  }
}

/** With months and days, hours, minutes and seconds. */
export function writeDuration({ months, ms }: Duration): string {
  const units: readonly (readonly [string, number])[] = [
    ['D', 24 * HOUR_MS],
    ['H', HOUR_MS],
    ['M', 60_000],
    ['S', 1_000],
  ];
  let leftMs = ms;
  const [days, ...time] = units.map(([unit, unitMs]) => {
    const count = unit === 'S' ? leftMs / unitMs : Math.floor(leftMs / unitMs);
    leftMs -= count * unitMs;
    return count > 0 ? `${count}${unit}` : '';
  });
  return `P${months > 0 ? `${months}M` : ''}${days}${time.some(Boolean) ? `T${time.join('')}` : ''}`;
}

export const DURATION_ADVICE =
  'must be an ISO 8601 duration longer than zero and up to ten years, for example P24M, P30D or PT12H';
