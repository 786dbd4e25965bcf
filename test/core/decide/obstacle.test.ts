import { tooManyCredentials } from '../../../src/core/decide/obstacle';
import { aCredential, aRegistration, day, MS, NOW } from '../../support/seen';

/** One client secret of ours for each number: in how many days it expires. */
const expiringIn = (...days: readonly number[]) =>
  aRegistration({ credentials: days.map((days, index) => aCredential(`key-${index}`, day(-100), day(days))) });

describe('another client secret', () => {
  test.each<[string, readonly number[], boolean]>([
    ['fits beside none', [], true],
    ['fits beside four that live', [600, 600, 600, 600], true],
    ['does not fit beside five that live', [600, 600, 600, 600, 600], false],
    ['does not fit beside six that live', [600, 600, 600, 600, 600, 600], false],
    ['fits beside four that live and one that has expired just now', [600, 600, 600, 600, 0], true],
    ['does not fit beside four that live and one that lives a moment longer', [600, 600, 600, 600, MS], false],
    ['fits beside any number that have expired', [-1, -1, -1, -1, -1, -1, 600], true],
  ])('%s', (_what, days, fits) => {
    expect(tooManyCredentials(NOW, expiringIn(...days)) === undefined).toBe(fits);
  });

  test('that does not fit: how many there are is told, and where', () => {
    expect(tooManyCredentials(NOW, expiringIn(600, 600, 600, 600, 600, -1))).toEqual({
      code: 'too-many-credentials',
      detail: expect.stringContaining('app-1 has 5 live client secrets'),
    });
  });
});
