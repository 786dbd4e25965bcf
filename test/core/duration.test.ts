import { type Duration, days, daysBetween, earlier, later, minutes, shortestMs } from '../../src/core/duration';

const at = (text: string) => new Date(text);
const months = (count: number, ms = 0): Duration => ({ months: count, ms });
const DAY_MS = 24 * 60 * 60_000;

describe('a duration, added to an instant', () => {
  test.each<[string, string, Duration, string]>([
    ['24 months keep the day and the time', '2026-11-24T10:11:12.013Z', months(24), '2028-11-24T10:11:12.013Z'],
    ['a month after the 31st is the last day of the month', '2027-01-31T23:59:59Z', months(1), '2027-02-28T23:59:59Z'],
    ['or the 29th, in a leap year', '2028-01-31T00:00:00Z', months(1), '2028-02-29T00:00:00Z'],
    ['a year after a leap day is the 28th', '2028-02-29T00:00:00Z', months(12), '2029-02-28T00:00:00Z'],
    [
      'a month after the 30th is the 30th, however long the month',
      '2027-04-30T00:00:00Z',
      months(1),
      '2027-05-30T00:00:00Z',
    ],
    ['December is followed by January', '2026-12-15T00:00:00Z', months(1), '2027-01-15T00:00:00Z'],
    ['days are exact', '2027-02-28T12:00:00Z', days(2), '2027-03-02T12:00:00Z'],
    ['minutes too', '2026-12-31T23:50:00Z', minutes(15), '2027-01-01T00:05:00Z'],
    ['days come on top of months', '2027-01-31T00:00:00Z', months(1, DAY_MS), '2027-03-01T00:00:00Z'],
  ])('%s', (_what, from, duration, to) => {
    expect(later(at(from), duration)).toEqual(at(to));
  });
});

describe('a duration, taken from an instant', () => {
  test.each<[string, string, Duration, string]>([
    ['months go back to the last day too', '2027-03-31T00:00:00Z', months(1), '2027-02-28T00:00:00Z'],
    ['and over the turn of the year', '2027-01-15T00:00:00Z', months(2), '2026-11-15T00:00:00Z'],
    ['days', '2027-01-31T00:00:00Z', days(30), '2027-01-01T00:00:00Z'],
    ['minutes', '2027-01-01T00:05:00Z', minutes(15), '2026-12-31T23:50:00Z'],
  ])('%s', (_what, from, duration, to) => {
    expect(earlier(at(from), duration)).toEqual(at(to));
  });
});

test('an instant that a duration is added to stays what it was', () => {
  const from = at('2027-01-31T00:00:00Z');
  later(from, months(1, DAY_MS));
  expect(from).toEqual(at('2027-01-31T00:00:00Z'));
});

describe('at the least', () => {
  test.each<[string, Duration, number]>([
    ['a month is 28 days', months(1), 28 * DAY_MS],
    ['months and milliseconds add up', months(24, 5), 24 * 28 * DAY_MS + 5],
    ['days are as long as they are', days(3), 3 * DAY_MS],
    ['and minutes', minutes(90), 90 * 60_000],
  ])('%s', (_what, duration, ms) => {
    expect(shortestMs(duration)).toBe(ms);
  });
});

describe('the days between two instants', () => {
  test.each<[string, string, number]>([
    ['none while less than a day is left', '2027-01-01T23:59:59.999Z', 0],
    ['one from a day on', '2027-01-02T00:00:00.000Z', 1],
    ['29 while less than 30 are left', '2027-01-30T23:00:00.000Z', 29],
    ['none to the same instant', '2027-01-01T00:00:00.000Z', 0],
    ['less than none when it has passed', '2026-12-31T23:59:59.999Z', -1],
  ])('%s', (_what, to, count) => {
    expect(daysBetween(at('2027-01-01T00:00:00.000Z'), at(to))).toBe(count);
  });
});
