/** How many renewals each month brings, for a fleet too large for one page of timelines. */
import type { ConnectionSummary } from '../../reconcile/connector';
import { type Html, html } from './html';

interface Bar {
  /** In the chart, which may be narrow; left out where it has no bar. */
  readonly label?: string;
  /** In the table. */
  readonly name: string;
  readonly count: number;
  readonly isLate?: true;
}

const MONTHS = 12;
/** Three letters each, which British English has not. */
const SHORT = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' });
const LONG = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthOf = (at: Date): number => at.getUTCFullYear() * 12 + at.getUTCMonth();

/** What is overdue, the rest of this month, the months that follow, and everything later. */
export function renewalsByMonth(all: readonly Pick<ConnectionSummary, 'renewsAt'>[], now: Date): Bar[] {
  const planned = all.flatMap(({ renewsAt }) => (renewsAt ? [renewsAt] : []));
  const count = (isIn: (at: Date) => boolean) => planned.filter(isIn).length;
  const months = Array.from({ length: MONTHS }, (_, index) => {
    const month = monthOf(now) + index;
    const at = new Date(Date.UTC(Math.floor(month / 12), month % 12));
    return {
      label: SHORT.format(at),
      name: LONG.format(at),
      count: count((each) => each > now && monthOf(each) === month),
    };
  });
  return [
    { label: 'late', name: 'Overdue', count: count((each) => each <= now), isLate: true },
    ...months,
    // Beside a year and more, a month would be too small to see.
    { name: 'Later', count: count((each) => monthOf(each) >= monthOf(now) + MONTHS) },
  ];
}

/** Lengths in rem, so that the chart grows with the text. */
const TALLEST = 3.2;
const BASE = 4.3;
const WIDTH = 66;

export function calendar(all: readonly Pick<ConnectionSummary, 'renewsAt'>[], now: Date): Html {
  const rows = renewalsByMonth(all, now);
  const bars = rows.filter(({ label }) => label !== undefined);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const drawn = bars.map(({ label, count, isLate }, index) => {
    const [left, step] = [(index * 100) / bars.length, 100 / bars.length];
    const height = count === 0 ? 0 : Math.max(0.15, (count / most) * TALLEST);
    const middle = `${(left + step / 2).toFixed(2)}%`;
    return html`<rect class="${isLate ? 'late' : 'life'}" x="${(left + (step * (100 - WIDTH)) / 200).toFixed(2)}%" y="${(BASE - height).toFixed(2)}rem" width="${((step * WIDTH) / 100).toFixed(2)}%" height="${height.toFixed(2)}rem" rx="2"/>
      ${count > 0 ? html`<text class="count" x="${middle}" y="${(BASE - height - 0.25).toFixed(2)}rem">${count}</text>` : undefined}
      <text x="${middle}" y="${BASE + 1}rem">${label}</text>`;
  });
  return html`<section class="calendar" aria-labelledby="calendar">
    <h2 id="calendar">Planned renewals of the next 12 months</h2>
    <svg class="axis" width="100%" height="${BASE + 1.3}rem" role="img" aria-label="Planned renewals by month; the table below says the same.">${drawn}</svg>
    <details><summary>The same as a table</summary>
      <table><thead><tr><th scope="col">When</th><th scope="col">Renewals</th></tr></thead>
      <tbody>${rows.map(({ name, count }) => html`<tr><th scope="row">${name}</th><td>${count}</td></tr>`)}</tbody></table>
    </details>
  </section>`;
}
