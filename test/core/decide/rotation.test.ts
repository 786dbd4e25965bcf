import type { Revocation } from '../../../src/core/connection';
import { isReplaced, isUrgent, revokedAtOnce } from '../../../src/core/decide/rotation';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, seenIssued } from '../../support/seen';

const asking = (revoke: Revocation, ...replaces: readonly string[]) =>
  aSpec({ rotation: { requestedAt: day(-1), reason: 'leaked', revoke, replaces } });
const holding = (...keyIds: readonly string[]) =>
  aRegistration({ credentials: keyIds.map((keyId) => aCredential(keyId, day(-100))) });

describe('a client secret is replaced', () => {
  test.each([
    ['not where no rotation was asked for', aSpec(), false],
    ['when a rotation names it', asking('after-overlap', 'key-0', 'key-1'), true],
    ['not when a rotation names others', asking('immediately', 'key-0'), false],
    ['not when a rotation names none', asking('immediately'), false],
  ])('%s', (_what, spec, expected) => {
    expect(isReplaced(spec, 'key-1')).toBe(expected);
  });
});

describe('before anything else', () => {
  const registration = holding('key-0', 'key-1', 'key-2');
  test.each([
    ['nothing is removed where no rotation was asked for', aSpec(), []],
    [
      'the replaced secrets are removed that are to go immediately',
      asking('immediately', 'key-0', 'key-2'),
      ['key-0', 'key-2'],
    ],
    ['one that Entra no longer has is not', asking('immediately', 'key-1', 'key-9'), ['key-1']],
    ['none that is to go after the delivery', asking('after-delivery', 'key-0', 'key-2'), []],
    ['none that is to go after the overlap', asking('after-overlap', 'key-0', 'key-2'), []],
  ])('%s', (_what, spec, expected) => {
    expect(revokedAtOnce(spec, registration)).toEqual(expected);
  });
});

describe('the delivery of key-2 is urgent', () => {
  const registration = holding('key-1', 'key-2');
  test.each([
    ['not where no rotation was asked for', aSpec(), registration, false],
    [
      'while a replaced secret lives that is to go after the delivery',
      asking('after-delivery', 'key-1'),
      registration,
      true,
    ],
    ['while one lives that was to go immediately', asking('immediately', 'key-1'), registration, true],
    ['not while one lives that may stay for the overlap', asking('after-overlap', 'key-1'), registration, false],
    ['not when none of the replaced is left', asking('after-delivery', 'key-1'), holding('key-2', 'key-3'), false],
    ['also when others live beside it', asking('after-delivery', 'key-1'), holding('key-0', 'key-1', 'key-2'), true],
    ['not when it is replaced itself', asking('after-delivery', 'key-1', 'key-2'), registration, false],
  ])('%s', (_what, spec, registration, expected) => {
    expect(isUrgent(spec, seenIssued({ registration, stored: aStoredSecret({ keyId: 'key-2' }) }))).toBe(expected);
  });
});
