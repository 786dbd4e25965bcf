/** Times and states in words, UTC throughout. */
import { daysBetween } from '../../core/duration';
import { HEALTH_STATUSES, type HealthStatus, type State } from '../../core/outcome';
import { type Html, html } from './html';

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const AWAY = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
export const dateText = (at: Date): string => DATE.format(at);
export const timeText = (at: Date): string => `${DATE.format(at)}, ${TIME.format(at)} UTC`;
const MINUTE_MS = 60_000;

/** In one unit, coarse enough to be read at a glance: `in 23 months`, `5 minutes ago`. */
export function awayText(now: Date, at: Date): string {
  const minutes = Math.trunc((at.getTime() - now.getTime()) / MINUTE_MS);
  const days = minutes < 0 ? -daysBetween(at, now) : daysBetween(now, at);
  if (Math.abs(minutes) < 60) return minutes === 0 ? 'now' : AWAY.format(minutes, 'minute');
  if (Math.abs(days) < 2) return AWAY.format(Math.trunc(minutes / 60), 'hour');
  return Math.abs(days) < 60 ? AWAY.format(days, 'day') : AWAY.format(Math.trunc(days / 30.44), 'month');
}

/** A date to read, with how far away it is. */
export const dateCell = (now: Date, at: Date): Html =>
  html`<span><time datetime="${at.toISOString()}">${dateText(at)}</time> <small>${awayText(now, at)}</small></span>`;

/** Worst first. */
export const HEALTHS = HEALTH_STATUSES.toReversed();

/** A sign beside each, because not everybody sees colours. */
export const HEALTH_WORDS: Readonly<Record<HealthStatus, { readonly sign: string; readonly title: string }>> = {
  fail: { sign: '✕', title: 'Sign-in fails, or soon will' },
  warn: { sign: '!', title: 'Working, but something is left to do' },
  pass: { sign: '✓', title: 'Working' },
};

export const STATE_WORDS: Readonly<Record<Exclude<State, 'settled'>, string>> = {
  blocked: 'waits for a person',
  settling: 'going on by itself',
};
