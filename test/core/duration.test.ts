import { days, daysBetween, earlier, later, shortestMs } from '../../src/core/duration';

const at = (text: string) => new Date(text);

describe('a duration', () => {
  test.each([
    ['24 months keep the day', '2026-11-24T10:00:00.000Z', 24, '2028-11-24T10:00:00.000Z'],
    [
      'one month after the 31st is the last day of the month',
      '2027-01-31T23:59:59.000Z',
      1,
      '2027-02-28T23:59:59.000Z',
    ],
    ['a year after a leap day is the 28th', '2028-02-29T00:00:00.000Z', 12, '2029-02-28T00:00:00.000Z'],
    ['months go back too', '2027-03-31T00:00:00.000Z', -1, '2027-02-28T00:00:00.000Z'],
  ])('%s', (_what, from, months, to) => {
    expect(later(at(from), { months, ms: 0 })).toEqual(at(to));
  });

  test('of days is exact', () => {
    expect(earlier(at('2027-01-31T00:00:00.000Z'), days(30))).toEqual(at('2027-01-01T00:00:00.000Z'));
    expect(daysBetween(at('2027-01-01T00:00:00.000Z'), at('2027-01-30T23:00:00.000Z'))).toBe(29);
  });

  test('of months counts 28 days each at the least', () => {
    expect(shortestMs({ months: 1, ms: 5 })).toBe(28 * 86_400_000 + 5);
  });
});
