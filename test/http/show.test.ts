/** A connection as the API shows it, by what is wanted and what came of it. */
import type { Outcome } from '../../src/core/outcome';
import { connectionView } from '../../src/http/show';
import { aSpec, day, NOW } from '../support/seen';
import { ask, connectorWith } from './ask';

const ended = (changes: Partial<Extract<Outcome, { kind: 'ended' }>> = {}): Outcome => ({
  kind: 'ended',
  state: 'settled',
  health: { status: 'pass', problems: [], secretExpiresAt: day(400) },
  done: [],
  at: NOW,
  recheckAt: day(1),
  ...changes,
});
const rotation = (revoke: 'after-overlap' | 'after-delivery' | 'immediately') =>
  aSpec({ rotation: { requestedAt: NOW, reason: 'a leak', revoke, replaces: ['key-1'] } });

test('one that was never looked at is settling, and does not pass', () => {
  expect(connectionView(aSpec(), undefined)).toEqual({
    name: 'acme',
    state: 'settling',
    health: 'fail',
    problems: [],
    done: [],
    specification: expect.objectContaining({ espocrmUrl: 'https://crm.example.com' }),
  });
});

test('one that is settled shows its secret, what was done and when it is due', () => {
  const outcome = ended({ appId: 'app-1', confirmedAt: day(-1), done: [{ kind: 'issue', reason: 'expiring' }] });
  expect(connectionView(aSpec(), outcome)).toEqual({
    name: 'acme',
    state: 'settled',
    health: 'pass',
    applicationId: 'app-1',
    clientSecret: {
      expiresAt: day(400).toISOString(),
      renewsAt: day(370).toISOString(),
      confirmedAt: day(-1).toISOString(),
    },
    problems: [],
    done: [{ action: 'issue', reason: 'expiring' }],
    checkedAt: NOW.toISOString(),
    nextCheckBy: day(1).toISOString(),
    specification: expect.anything(),
  });
});

test.each([
  ['as far as is known', undefined, day(370)],
  ['as the last look found', day(200), day(200)],
])('a renewal is planned %s', (_what, renewsAt, expected) => {
  expect(connectionView(aSpec(), ended({ renewsAt })).clientSecret).toMatchObject({ renewsAt: expected.toISOString() });
});

test.each([
  ['nobody', rotation('after-overlap'), /^None: the replaced secret works for P7D/],
  ['single people for minutes', rotation('after-delivery'), /^For some minutes single sign-ins may fail/],
  ['everybody until it is delivered', rotation('immediately'), /^Nobody could sign in/],
])('a rotation says that it interrupts %s', (_whom, spec, expected) => {
  expect(connectionView(spec, undefined).rotation).toMatchObject({
    reason: 'a leak',
    interruption: expect.stringMatching(expected),
  });
});

test('what others have put there, what is worth knowing and a removal under way are shown where they are', () => {
  const removal = { keepRegistration: true, keepSecrets: false, espocrmIsGone: false };
  const otherSecrets = [{ keyId: 'key-9', displayName: undefined, expiresAt: day(9) }];
  const notes = [{ code: 'validity-shortened', detail: 'Half a year.' }] as const;
  const none = connectionView(aSpec(), ended({ otherSecrets: [], notes: [] }));
  expect([none.otherClientSecrets, none.notes, none.removal]).toEqual([undefined, undefined, undefined]);
  expect(connectionView(aSpec({ removal }), ended({ otherSecrets, notes }))).toMatchObject({
    removal,
    otherClientSecrets: [{ keyId: 'key-9', expiresAt: day(9).toISOString() }],
    notes,
  });
});

test.each([
  ['one that is there', { spec: aSpec(), outcome: ended() }, 200, { state: 'settled' }],
  ['one that is not', undefined, 404, { type: 'urn:espocrm-entra-connector:not-found' }],
])('asked for %s', async (_what, known, status, body) => {
  expect(await ask('show', () => connectorWith({ find: async () => known }))).toMatchObject({ status, body });
});
