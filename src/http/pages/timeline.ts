/** Secrets on one scale of time, as SVG: until when each is used, when its renewal is planned, when it expires. */
import { earlier, later } from '../../core/duration';
import { type Html, html } from './html';
import { dateText } from './words';

export interface Scale {
  readonly now: Date;
  readonly from: Date;
  readonly to: Date;
  readonly ticks: readonly Tick[];
}

type Tick = { readonly at: Date; readonly label: string };

export type Span = { readonly renewsAt: Date | undefined; readonly expiresAt: Date };

const SHORTEST = { months: 6, ms: 0 };
/** Of what has expired longer ago, the length tells nothing more. */
const LONGEST_PAST = { months: 3, ms: 0 };
/** Part of the scale left free at either end, so that no mark is cut off. */
const MARGIN = 0.03;
const MAX_TICKS = 6;
const MONTH_STEPS = [1, 3, 6, 12, 24, 60] as const;
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** One scale for all of them, so that lengths can be compared. */
export function scaleOf(spans: readonly Span[], now: Date): Scale {
  const expiries = spans.map(({ expiresAt }) => expiresAt.getTime());
  const first = Math.max(earlier(now, LONGEST_PAST).getTime(), Math.min(now.getTime(), ...expiries));
  const last = Math.max(later(now, SHORTEST).getTime(), ...expiries);
  const marginMs = (last - first) * MARGIN;
  const [from, to] = [new Date(first - marginMs), new Date(last + marginMs)];
  return { now, from, to, ticks: ticksOf(from, to) };
}

function ticksOf(from: Date, to: Date): Tick[] {
  for (const step of MONTH_STEPS) {
    const ticks: Tick[] = [];
    const firstMonth = from.getUTCFullYear() * 12 + Math.ceil((from.getUTCMonth() + 1) / step) * step;
    for (let month = firstMonth; ; month += step) {
      const at = new Date(Date.UTC(Math.floor(month / 12), month % 12));
      if (at >= to) break;
      ticks.push({ at, label: step >= 12 ? String(at.getUTCFullYear()) : MONTH.format(at) });
    }
    if (ticks.length <= MAX_TICKS) return ticks;
  }
  return [];
}

const percent = ({ from, to }: Scale, at: Date): number => {
  const part = (at.getTime() - from.getTime()) / (to.getTime() - from.getTime());
  return Math.round(Math.min(Math.max(part, 0), 1) * 10_000) / 100;
};

/** Percentages instead of a viewBox: bars stretch with the column, strokes and text do not. */
export function axis(scale: Scale): Html {
  const x = (at: Date) => `${percent(scale, at)}%`;
  // None that would be cut off at the end, or run into the word beside it.
  const fits = (at: Date) => percent(scale, at) < 92 && Math.abs(percent(scale, at) - percent(scale, scale.now)) > 20;
  const labels = scale.ticks.filter(({ at }) => fits(at));
  return html`<svg class="axis" width="100%" height="1.2rem" aria-hidden="true">
    <text class="today" x="${x(scale.now)}" y=".85rem">today</text>
    ${labels.map(({ at, label }) => html`<text x="${x(at)}" y=".85rem">${label}</text>`)}
  </svg>`;
}

/** What `line` shows, in words. */
function description({ now }: Scale, { renewsAt, expiresAt }: Span): string {
  const renewal = renewsAt && (renewsAt < now ? 'renewal overdue since' : 'planned renewal on');
  const expiry = `${expiresAt < now ? 'expired on' : 'expiry on'} ${dateText(expiresAt)}`;
  return renewsAt && expiresAt > now ? `${renewal} ${dateText(renewsAt)}, ${expiry}` : expiry;
}

export function line(scale: Scale, span: Span): Html {
  const { now } = scale;
  const { expiresAt, renewsAt = expiresAt } = span;
  const bar = (kind: string, from: Date, to: Date) => {
    const [left, right] = [percent(scale, from), percent(scale, to)];
    return html`<rect class="${kind}" x="${left}%" y=".55rem" width="${Math.round((right - left) * 100) / 100}%" height=".5rem" rx="2"/>`;
  };
  const bars = () => {
    if (expiresAt <= now) return [bar('gone', expiresAt, now)];
    if (renewsAt <= now) return [bar('late', now, expiresAt)];
    return [bar('life', now, renewsAt), bar('rest', renewsAt, expiresAt)];
  };
  const upright = (kind: string, at: Date, from: string, to: string) =>
    html`<line class="${kind}" x1="${percent(scale, at)}%" x2="${percent(scale, at)}%" y1="${from}" y2="${to}"/>`;
  return html`<svg class="line" width="100%" height="1.6rem" role="img" aria-label="${description(scale, span)}">
    ${scale.ticks.map(({ at }) => upright('tick', at, '0', '1.6rem'))}
    ${bars()}
    ${upright('today', now, '0', '1.6rem')}
    ${renewsAt > now ? html`<circle class="renewal" cx="${percent(scale, renewsAt)}%" cy=".8rem" r=".32rem"/>` : undefined}
    ${upright('expiry', expiresAt, '.3rem', '1.3rem')}
  </svg>`;
}
