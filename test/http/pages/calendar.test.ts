/** How many renewals each month brings, and how tall that is drawn. */
import { calendar, renewalsByMonth } from '../../../src/http/pages/calendar';
import { toText } from '../../../src/http/pages/html';
import { day, NOW } from '../../support/seen';

const planned = (...dates: readonly (Date | undefined)[]) => dates.map((renewsAt) => ({ renewsAt }));

test('it counts each connection once: overdue, in its month, or later', () => {
  const dates = [day(-3), day(2), day(6), day(7), day(100), day(335), day(400), undefined];
  const bars = renewalsByMonth(
    dates.map((renewsAt) => ({ renewsAt })),
    NOW,
  );
  expect(bars.filter(({ count }) => count > 0).map(({ name, count }) => `${name}: ${count}`)).toEqual([
    'Overdue: 1',
    'November 2026: 2',
    'December 2026: 1',
    'March 2027: 1',
    'October 2027: 1',
    'Later: 1',
  ]);
  expect(bars).toHaveLength(14);
});

test('the most are drawn tallest, few can still be seen, none has no height', () => {
  const many = Array.from({ length: 100 }, () => day(35));
  const text = toText(calendar(planned(day(70), ...many), NOW));
  const heights = [...text.matchAll(/<rect class="life"[^>]* height="([\d.]+)rem"/g)].map(([, height]) =>
    Number(height),
  );
  expect(heights).toEqual([0, 3.2, 0, 0.15, ...Array(8).fill(0)]);
});
