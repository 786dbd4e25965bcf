import {
  asWantedNow,
  type ConnectionSpec,
  DEFAULTS,
  ESPOCRM_TWO_FACTOR,
  EVENT_TOLERANCE,
  GROUP_CLAIMS,
  livesLongEnough,
  REVOCATIONS,
  USERNAME_CLAIMS,
} from '../../src/core/connection';
import { type Duration, days, minutes } from '../../src/core/duration';
import { aSpec, day, NOW } from '../support/seen';

const OLD = 'https://old.example.com';
const CRM = 'https://crm.example.com';
const NEW = 'https://new.example.com';
const rotation = { requestedAt: day(-1), reason: 'leaked', revoke: 'immediately', replaces: ['key-1'] } as const;
const removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };
const sites = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `https://${from + index}.example.com`);

describe('what a request wants replaces what was wanted before, but', () => {
  test.each<[string, Partial<ConnectionSpec>, Partial<ConnectionSpec>, Partial<ConnectionSpec>]>([
    ['the name people see is the new one', { displayName: 'Old' }, { displayName: 'New' }, { displayName: 'New' }],
    ['a rotation that is under way goes on', { rotation }, {}, { rotation }],
    [
      'a rotation goes on through a move too',
      { rotation },
      { espocrmUrl: NEW },
      { rotation, moved: { at: NOW, from: [CRM] } },
    ],
    ['a removal that was given up does not', { removal }, {}, { removal: undefined }],
    ['the address stays: nothing has moved', {}, {}, { moved: undefined }],
    [
      'another address is a move from the one before, now',
      {},
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [CRM] } },
    ],
    [
      'a move that is under way goes on, from when it began',
      { moved: { at: day(-3), from: [OLD] } },
      {},
      { moved: { at: day(-3), from: [OLD] } },
    ],
    [
      'a second move begins now, and remembers the first',
      { moved: { at: day(-3), from: [OLD] } },
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [OLD, CRM] } },
    ],
    [
      'a move back leaves the address that was tried, not the one returned to',
      { moved: { at: day(-3), from: [OLD] } },
      { espocrmUrl: OLD },
      { moved: { at: NOW, from: [CRM] } },
    ],
    [
      'an address that was left twice is remembered once',
      { moved: { at: day(-3), from: [CRM, OLD] } },
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [CRM, OLD] } },
    ],
    [
      'ten former addresses are remembered',
      { moved: { at: day(-3), from: sites(1, 9) } },
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [...sites(1, 9), CRM] } },
    ],
    [
      'of eleven the first is forgotten',
      { moved: { at: day(-3), from: sites(1, 10) } },
      { espocrmUrl: NEW },
      { moved: { at: NOW, from: [...sites(2, 10), CRM] } },
    ],
  ])('%s', (_what, before, request, expected) => {
    expect(asWantedNow(aSpec(request), aSpec(before), NOW)).toEqual(aSpec({ ...request, ...expected }));
  });
});

describe('a client secret', () => {
  test.each<[string, Duration, boolean]>([
    ['that lives for renewal and overlap and a week lives long enough', days(30 + 7 + 7), true],
    ['that lives a moment less does not', { months: 0, ms: days(44).ms - 1 }, false],
    ['of one month, which may have 28 days, does not', { months: 1, ms: 0 }, false],
    ['of two months, which are 56 days at the least, does', { months: 2, ms: 0 }, true],
  ])('%s', (_what, validity, isLongEnough) => {
    expect(livesLongEnough({ ...DEFAULTS.secret, validity })).toBe(isLongEnough);
  });

  test.each<[string, Duration, Duration, boolean]>([
    [
      'a renewal a month before and an overlap of one fit into three months',
      { months: 1, ms: 0 },
      { months: 1, ms: 0 },
      true,
    ],
    ['a renewal two months before leaves no room', { months: 2, ms: 0 }, { months: 1, ms: 0 }, false],
    ['an overlap of two months leaves no room', { months: 1, ms: 0 }, { months: 2, ms: 0 }, false],
  ])('%s', (_what, renewBefore, overlap, fits) => {
    expect(livesLongEnough({ ...DEFAULTS.secret, validity: { months: 3, ms: 0 }, renewBefore, overlap })).toBe(fits);
  });
});

/** Stored documents and requests have them: one that is renamed or missing is another contract. */
test.each([
  ['which groups Entra tells of', GROUP_CLAIMS, ['assigned', 'security']],
  ['when a replaced secret goes', REVOCATIONS, ['after-overlap', 'after-delivery', 'immediately']],
  ['what the user name is', USERNAME_CLAIMS, ['preferred_username', 'upn', 'email']],
  ["what becomes of EspoCRM's own two-factor", ESPOCRM_TWO_FACTOR, ['off', 'unchanged']],
])('the words for %s', (_what, words, expected) => {
  expect(words).toEqual(expected);
});

test("Key Vault's event may come an hour early", () => {
  expect(EVENT_TOLERANCE).toEqual(minutes(60));
});

test('what is wanted where a request says nothing', () => {
  expect(DEFAULTS).toEqual({
    secret: { validity: { months: 24, ms: 0 }, renewBefore: days(30), overlap: days(7), deliverAfter: minutes(15) },
    signIn: {
      usernameClaim: 'preferred_username',
      createUsers: true,
      syncUsers: true,
      allowAdminUsers: false,
      espocrmTwoFactor: 'off',
    },
  });
});
