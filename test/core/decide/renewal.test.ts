import { isShortened, plannedRenewal, renewalDue, renewsAt } from '../../../src/core/decide/renewal';
import { type Duration, days } from '../../../src/core/duration';
import { aSpec, aStoredSecret, day, hour, MS, NOW } from '../../support/seen';

const wanting = (validity: Duration, renewBefore: Duration = days(30)) =>
  aSpec({ secret: { ...aSpec().secret, validity, renewBefore } });
const hundredDays = wanting(days(100));
/** Issued now, and it lives for that many days. */
const aSecretFor = (lifetime: number) => aStoredSecret({ issuedAt: NOW, expiresAt: day(lifetime) });

describe('Entra has shortened a client secret', () => {
  test.each<[string, number, boolean]>([
    ['not when it lives for as long as was asked for', 100, false],
    ['not when it lives longer', 200, false],
    ['not when it lives a day less, which may be how it counts', 99, false],
    ['when it lives more than a day less', 99 - MS, true],
    ['when it lives half as long', 50, true],
  ])('%s', (_what, lifetime, shortened) => {
    expect(isShortened(hundredDays, aSecretFor(lifetime))).toBe(shortened);
  });
});

describe('a client secret is renewed', () => {
  test.each<[string, number, Date]>([
    ['thirty days before it expires', 100, day(70)],
    ['so too when it was shortened to more than twice of that', 70, day(40)],
    ['half way when it was shortened to twice of that', 60, day(30)],
    ['half way when it was shortened further', 40, day(20)],
    ['half way when it lives for less than those thirty days', 20, day(10)],
  ])('%s', (_what, lifetime, expected) => {
    expect(renewsAt(hundredDays, aSecretFor(lifetime))).toEqual(expected);
  });

  test('when it was asked for, although that is before half of its life, where it was not shortened', () => {
    expect(renewsAt(wanting(days(100), days(60)), aSecretFor(100))).toEqual(day(40));
  });

  test('an hour earlier, because the event may come early', () => {
    expect(renewalDue(hundredDays, aSecretFor(100))).toEqual(hour(70 * 24 - 1));
  });
});

describe('the renewal that is planned', () => {
  test.each<[string, Date | undefined, Date]>([
    ['is the one that is known', day(50), day(50)],
    ['is, where none is known, as long before the expiry as is wanted', undefined, day(70)],
  ])('%s', (_what, known, expected) => {
    expect(plannedRenewal(hundredDays, day(100), known)).toEqual(expected);
  });
});
