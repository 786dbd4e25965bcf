/** Secrets on one scale of time: what is drawn, and what is said of it. */
import { toText } from '../../../src/http/pages/html';
import { axis, line, type Span, scaleOf } from '../../../src/http/pages/timeline';
import { day, NOW } from '../../support/seen';

const span = (expiresAt: Date, renewsAt?: Date): Span => ({ expiresAt, renewsAt });
const drawn = (one: Span) => {
  const svg = toText(line(scaleOf([one], NOW), one));
  return {
    bars: [...svg.matchAll(/<rect class="(\w+)"/g)].map(([, kind]) => kind),
    hasRenewal: svg.includes('<circle class="renewal"'),
    label: /aria-label="([^"]+)"/.exec(svg)?.[1],
  };
};

test.each<[string, Span, ReturnType<typeof drawn>]>([
  [
    'planned',
    span(day(400), day(370)),
    { bars: ['life', 'rest'], hasRenewal: true, label: 'planned renewal on 29 Nov 2027, expiry on 29 Dec 2027' },
  ],
  [
    'overdue',
    span(day(20), day(-10)),
    { bars: ['late'], hasRenewal: false, label: 'renewal overdue since 14 Nov 2026, expiry on 14 Dec 2026' },
  ],
  ['not planned', span(day(20)), { bars: ['life', 'rest'], hasRenewal: true, label: 'expiry on 14 Dec 2026' }],
  ['too late', span(day(-2), day(-30)), { bars: ['gone'], hasRenewal: false, label: 'expired on 22 Nov 2026' }],
])('a renewal that is %s', (_what, one, expected) => {
  expect(drawn(one)).toEqual(expected);
});

test.each<[string, readonly Span[], Date, Date]>([
  ['nothing, half a year', [], NOW, new Date('2027-05-24T12:00:00.000Z')],
  ['short lives, half a year', [span(day(30))], NOW, new Date('2027-05-24T12:00:00.000Z')],
  ['long ones, until the last of them ends', [span(day(100)), span(day(700))], NOW, day(700)],
  ['one that has expired, from then on', [span(day(-20)), span(day(700))], day(-20), day(700)],
  [
    'one that expired long ago, three months of it',
    [span(day(-400)), span(day(700))],
    new Date('2026-08-24T12:00:00.000Z'),
    day(700),
  ],
])('for %s', (_what, spans, first, last) => {
  const { from, to, ticks } = scaleOf(spans, NOW);
  const marginMs = (last.getTime() - first.getTime()) * 0.03;
  expect([from, to]).toEqual([new Date(first.getTime() - marginMs), new Date(last.getTime() + marginMs)]);
  expect(ticks.length).toBeGreaterThan(0);
  expect(ticks.length).toBeLessThanOrEqual(6);
  for (const { at } of ticks) expect(at >= from && at < to && at.getUTCDate() === 1).toBe(true);
});

test.each<[string, readonly Span[], readonly string[]]>([
  ['months', [], ['Dec 2026', 'Jan 2027', 'Feb 2027', 'Mar 2027', 'Apr 2027', 'May 2027']],
  ['years', [span(day(2_000))], ['2027', '2028', '2029', '2030', '2031', '2032']],
])('are marked %s', (_what, spans, labels) => {
  expect(scaleOf(spans, NOW).ticks.map(({ label }) => label)).toEqual(labels);
});

test('no mark runs into today or over the end', () => {
  const labels = [...toText(axis(scaleOf([], NOW))).matchAll(/>([^<\n]+)<\/text>/g)].map(([, label]) => label);
  expect(labels).toEqual(['today', 'Feb 2027', 'Mar 2027', 'Apr 2027', 'May 2027']);
});
