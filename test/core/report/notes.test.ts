import { renewsAt } from '../../../src/core/decide/renewal';
import { notesOf } from '../../../src/core/report/notes';
import { anEspoCrm, aSpec, aStoredSecret, day, MS, seen as observed } from '../../support/seen';

const codes = (...given: Parameters<typeof notesOf>) => notesOf(...given).map(({ code }) => code);

const LONG_LIVED = aStoredSecret({ issuedAt: day(0), expiresAt: day(731) });

describe('worth knowing', () => {
  test('is nothing where user names fit and the secret lives as long as was asked for', () => {
    expect(codes(aSpec(), observed({ espocrm: anEspoCrm({ userNameLength: 255 }), stored: LONG_LIVED }))).toEqual([]);
  });

  test.each([
    [50, ['user-names-cut-off']],
    [112, ['user-names-cut-off']],
    [113, []],
    [undefined, []],
  ])('is that EspoCRM keeps %s characters of a user name: %j', (userNameLength, expected) => {
    expect(codes(aSpec(), observed({ espocrm: anEspoCrm({ userNameLength }), stored: LONG_LIVED }))).toEqual(expected);
  });

  test('is no length of user names where nobody is made a user', () => {
    const spec = aSpec();
    const noUsers = observed({ espocrm: anEspoCrm({ userNameLength: 50 }), stored: LONG_LIVED });
    expect(codes({ ...spec, signIn: { ...spec.signIn, createUsers: false } }, noUsers)).toEqual([]);
  });

  test('is that a policy of the tenant shortened the secret, with when it is renewed instead', () => {
    const stored = aStoredSecret({ issuedAt: day(0), expiresAt: day(30) });
    const espocrm = anEspoCrm({ userNameLength: 255 });
    expect(notesOf(aSpec(), observed({ espocrm, stored }))).toMatchObject([
      { code: 'validity-shortened', detail: expect.stringContaining('30 days') },
    ]);
    expect(renewsAt(aSpec(), stored)).toEqual(day(15));
  });

  test.each([
    [29.5, 'lives 30 days'],
    [29.5 - MS, 'lives 29 days'],
    [29 + MS, 'lives 29 days'],
  ])('tells %d days of life, rounded: it %s', (days, expected) => {
    const stored = aStoredSecret({ issuedAt: day(0), expiresAt: day(days) });
    expect(notesOf(aSpec(), observed({ espocrm: anEspoCrm({ userNameLength: 255 }), stored }))).toEqual([
      { code: 'validity-shortened', detail: expect.stringContaining(expected) },
    ]);
  });

  test('tells how much EspoCRM keeps of a user name, how long one may be, and what lengthens it', () => {
    expect(notesOf(aSpec(), observed({ espocrm: anEspoCrm({ userNameLength: 50 }), stored: LONG_LIVED }))).toEqual([
      {
        code: 'user-names-cut-off',
        detail: expect.stringMatching(/keeps 50 characters .* may have 113, .*"signIn": { "userNameLength": 255 }/),
      },
    ]);
  });

  test('is nothing where nothing is stored yet', () => {
    expect(codes(aSpec(), observed({ espocrm: anEspoCrm({ userNameLength: 255 }), stored: undefined }))).toEqual([]);
  });
});
