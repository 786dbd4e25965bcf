/** Times as people read them, in UTC wherever they are. */
import { toText } from '../../../src/http/pages/html';
import { awayText, dateCell, HEALTHS, timeText } from '../../../src/http/pages/words';
import { day, hour, MINUTE, NOW } from '../../support/seen';

test.each([
  [day(0), 'now'],
  [day(0.5 * MINUTE), 'now'],
  [day(5 * MINUTE), 'in 5 minutes'],
  [day(-59 * MINUTE), '59 minutes ago'],
  [hour(1), 'in 1 hour'],
  [hour(-47), '47 hours ago'],
  [day(2), 'in 2 days'],
  [day(-59), '59 days ago'],
  [day(60), 'in 1 month'],
  [day(700), 'in 22 months'],
])('%s is %s', (at, expected) => {
  expect(awayText(NOW, at)).toBe(expected);
});

test('a date is told with how far away it is, and to programs exactly', () => {
  expect(toText(dateCell(NOW, day(3)))).toBe(
    `<span><time datetime="${day(3).toISOString()}">27 Nov 2026</time> <small>in 3 days</small></span>`,
  );
  expect(timeText(NOW)).toBe('24 Nov 2026, 12:00 UTC');
});

test('the worst comes first', () => {
  expect(HEALTHS).toEqual(['fail', 'warn', 'pass']);
});
