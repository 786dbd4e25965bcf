import type { HealthStatus, Standing } from '../../../src/core/outcome';
import type { ProblemCode } from '../../../src/core/problem';
import { type News, newsOf, troubledSince } from '../../../src/core/report/news';
import { day } from '../../support/seen';

type State = Standing['state'];
/** State, health, problems, and in how many days the secret expires. */
type Look = readonly [State, HealthStatus, readonly ProblemCode[], number?];

const WELL: Look = ['settled', 'pass', [], 400];
const NEW: Look = ['settling', 'fail', []];
const WARNED: Look = ['settling', 'warn', ['outside-failure'], 400];
const BLOCKED: Look = ['blocked', 'warn', ['espocrm-url-differs'], 400];
const EXPIRING: Look = ['blocked', 'fail', ['espocrm-url-differs', 'secret-expires-soon'], 14];
const EXPIRED: Look = ['blocked', 'fail', ['espocrm-url-differs', 'secret-expired'], -1];

/** The kinds of news after each of the looks, one after the other. */
function told(...looks: readonly Look[]): string[] {
  let before: Standing | undefined;
  return looks.map(([state, status, codes, expiry], index) => {
    const problems = codes.map((code) => ({ code, detail: `${code} on day ${index}` }));
    const secretExpiresAt = expiry === undefined ? undefined : day(expiry);
    const look = { state, health: { status, problems, secretExpiresAt }, at: day(index) };
    const after = { ...look, troubledSince: troubledSince(before, look) };
    const news = newsOf(before, after);
    before = after;
    return news.map(({ kind }) => kind).join(' ');
  });
}

test.each<[string, readonly Look[], readonly string[]]>([
  ['a connection that is well stays quiet', [WELL, WELL], ['', '']],
  ['the first provisioning is no news, however many runs it takes', [NEW, NEW, WELL], ['', '', '']],
  [
    'a provisioning that is blocked is told once, and when it recovers',
    [BLOCKED, BLOCKED, WELL],
    ['failed', '', 'recovered'],
  ],
  ['a failure that leaves sign-in alone is not told', [WELL, WARNED, WELL], ['', '', '']],
  ['a blocked connection is told once, not at each check', [WELL, BLOCKED, BLOCKED, BLOCKED], ['', 'failed', '', '']],
  ['recovery is told once', [BLOCKED, WELL, WELL], ['failed', 'recovered', '']],
  ['trouble that comes back is told again', [BLOCKED, WELL, BLOCKED], ['failed', 'recovered', 'failed']],
  ['a repair under way is neither news nor forgotten', [BLOCKED, NEW, WELL], ['failed', '', 'recovered']],
  [
    'an expiry that draws near is told on top of what causes it',
    [BLOCKED, EXPIRING, EXPIRING],
    ['failed', 'expiring', ''],
  ],
  ['and the expiry itself', [EXPIRING, EXPIRED, EXPIRED], ['expiring', 'failed', '']],
  ['after a failure that was not told, an expiry is', [WARNED, EXPIRING], ['', 'expiring']],
  ['a renewal is told', [WELL, ['settled', 'pass', [], 700]], ['', 'renewed']],
  [
    'a renewal that ends trouble is told with it',
    [EXPIRING, ['settled', 'pass', [], 700]],
    ['expiring', 'renewed recovered'],
  ],
  ['a renewal is told when its overlap still runs', [WELL, ['settling', 'warn', [], 700]], ['', 'renewed']],
  ['the first secret is no renewal', [NEW, WELL], ['', '']],
  ['a secret that cannot be seen for once is no renewal', [WELL, NEW, WELL], ['', '', '']],
  [
    'another problem instead of the first is told',
    [BLOCKED, ['blocked', 'warn', ['registration-not-owned'], 400]],
    ['failed', 'failed'],
  ],
])('%s', (_what, looks, expected) => {
  expect(told(...looks)).toEqual(expected);
});

test('news say since when, and what stands in the way', () => {
  const health = {
    status: 'fail',
    problems: [{ code: 'secret-expired', detail: 'x' }],
    secretExpiresAt: day(-1),
  } as const;
  const after: Standing = { state: 'blocked', health, at: day(0), troubledSince: day(0) };
  const later: Standing = { ...after, state: 'settled', health: { status: 'pass', problems: [] }, at: day(2) };
  expect(newsOf(undefined, after)).toEqual<News[]>([
    {
      kind: 'failed',
      at: day(0),
      goesOn: false,
      problems: health.problems,
      secretExpiresAt: day(-1),
      troubledSince: day(0),
    },
  ]);
  expect(newsOf(after, { ...later, troubledSince: undefined })).toMatchObject([
    { kind: 'recovered', goesOn: true, troubledSince: day(0) },
  ]);
});

describe('trouble that is told on day 3', () => {
  const look = ([state, status, codes]: Look, after?: Date): Standing => ({
    state,
    health: { status, problems: codes.map((code) => ({ code, detail: code })) },
    at: day(2),
    troubledSince: after,
  });
  const since = (before: Standing | undefined, [state, status, codes]: Look) => {
    const { health } = look([state, status, codes]);
    return troubledSince(before, { state, health, at: day(3) });
  };
  const UNREADABLE: Look = ['settling', 'fail', ['outside-failure']];

  test.each<[string, Standing | undefined, Look, Date | undefined]>([
    ['began on day 3 when nothing is known from before', undefined, BLOCKED, day(3)],
    ['began on day 3 when all was well', look(WELL), BLOCKED, day(3)],
    ['began on day 1 when it has been there since', look(BLOCKED, day(1)), BLOCKED, day(1)],
    ['began on day 1 when another was there since', look(BLOCKED, day(1)), EXPIRED, day(1)],
    ['began on day 3 when users cannot sign in, though the app goes on', look(WELL), UNREADABLE, day(3)],
    ['goes on when a repair has begun, which users feel still', look(BLOCKED, day(1)), NEW, day(1)],
    ['is none when a first provisioning is under way', undefined, NEW, undefined],
    ['is over when all is well', look(BLOCKED, day(1)), WELL, undefined],
    ['is over when users no longer feel what is left', look(BLOCKED, day(1)), WARNED, undefined],
  ])('%s', (_what, before, after, expected) => {
    expect(since(before, after)).toEqual(expected);
  });
});
