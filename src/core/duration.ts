/** Lengths of time: calendar months and exact milliseconds, kept apart because a month has no fixed length. */

export type Duration = { readonly months: number; readonly ms: number };

const DAY_MS = 86_400_000;
export const days = (count: number): Duration => ({ months: 0, ms: count * DAY_MS });
export const minutes = (count: number): Duration => ({ months: 0, ms: count * 60_000 });

/** The instant that much later; the 31st becomes the last day of a shorter month. UTC throughout. */
export function later(at: Date, { months, ms }: Duration): Date {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const moved = new Date(at);
  moved.setUTCFullYear(year, month, Math.min(at.getUTCDate(), lastDay));
  return new Date(moved.getTime() + ms);
}

/** The instant that much earlier. */
export const earlier = (at: Date, { months, ms }: Duration): Date => later(at, { months: -months, ms: -ms });
/** The least a duration can be: every month counted as 28 days. */
export const shortestMs = ({ months, ms }: Duration): number => months * 28 * DAY_MS + ms;
/** How many days from one instant to the other; negative when `to` has passed. */
const daysFrom = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / DAY_MS;
/** Whole days, rounded down. */
export const daysBetween = (from: Date, to: Date): number => Math.floor(daysFrom(from, to));
/** Whole days, rounded: seconds pass between asking for a lifetime and being given it. */
export const nearestDays = (from: Date, to: Date): number => Math.round(daysFrom(from, to));
