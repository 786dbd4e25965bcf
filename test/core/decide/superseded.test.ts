import type { ConnectionSpec, Revocation } from '../../../src/core/connection';
import { retire, retiresAt, supersededBy } from '../../../src/core/decide/superseded';
import type { Issued, RegistrationSeen } from '../../../src/core/observation';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, seenIssued } from '../../support/seen';

const theirs = (keyId: string) => ({ ...aCredential(keyId, day(-400)), displayName: 'by hand' });
const adopting = (...removeSecrets: readonly string[]) => aSpec({ adopt: { applicationId: 'app-1', removeSecrets } });
const version = (keyId: string) => aStoredSecret({ version: `version of ${keyId}`, keyId, issuedAt: day(-800) });

/** Beside key-1, which is the current one: what would be retired, as words. */
const superseded = (registration: Partial<RegistrationSeen>, changes: Partial<Issued> = {}, spec = aSpec()) =>
  supersededBy(spec, seenIssued({ ...changes, registration: aRegistration(registration) }))
    .map(retire)
    .map(({ reason, keyId }) => `${keyId} ${reason}`);

describe('superseded', () => {
  const ours = [aCredential('key-0', day(-800)), aCredential('key-1', day(-100))];
  test.each<[string, Partial<RegistrationSeen>, Partial<Issued>, ConnectionSpec, readonly string[]]>([
    ['is nothing beside the current one alone', {}, {}, aSpec(), []],
    ['is every other credential of ours', { credentials: ours }, {}, aSpec(), ['key-0 superseded']],
    ['is no credential of others', { otherCredentials: [theirs('theirs')] }, {}, aSpec(), []],
    [
      'is a credential of others that the request names',
      { otherCredentials: [theirs('one'), theirs('two')] },
      {},
      adopting('two'),
      ['two named'],
    ],
    ['is nothing that is named and not there', { otherCredentials: [theirs('one')] }, {}, adopting('two'), []],
    [
      'is a version left enabled whose credential is gone',
      {},
      { superseded: [version('key-0')] },
      aSpec(),
      ['key-0 superseded'],
    ],
    [
      'is, once, a credential whose version is enabled too',
      { credentials: ours },
      { superseded: [version('key-0')] },
      aSpec(),
      ['key-0 superseded'],
    ],
    ['is no earlier version of the current one', {}, { superseded: [version('key-1')] }, aSpec(), []],
    [
      'is no earlier version of the current one that Entra does not list yet',
      { credentials: [] },
      { superseded: [version('key-1')] },
      aSpec(),
      [],
    ],
    [
      'are ours first, then those that are named',
      { credentials: ours, otherCredentials: [theirs('theirs')] },
      { superseded: [version('key-9')] },
      adopting('theirs'),
      ['key-0 superseded', 'key-9 superseded', 'theirs named'],
    ],
  ])('%s', (_what, registration, changes, spec, expected) => {
    expect(superseded(registration, changes, spec)).toEqual(expected);
  });

  test('since when: a credential since it starts, a version without one since it was issued', () => {
    const both = supersededBy(
      aSpec(),
      seenIssued({
        superseded: [{ ...version('key-9'), issuedAt: day(-700) }],
        registration: aRegistration({ credentials: ours }),
      }),
    );
    expect(both.map(({ keyId, startsAt }) => [keyId, startsAt])).toEqual([
      ['key-0', day(-800)],
      ['key-9', day(-700)],
    ]);
  });
});

describe('a superseded secret is retired', () => {
  const rotating = (revoke: Revocation) =>
    aSpec({ rotation: { requestedAt: day(-1), reason: 'leaked', revoke, replaces: ['key-0'] } });
  const NEVER = new Date(8.64e15);

  test.each<[string, ConnectionSpec, Date | undefined, Date, Date]>([
    ['never while EspoCRM has not taken its successor', aSpec(), undefined, day(-800), NEVER],
    ['a week after EspoCRM took its successor', aSpec(), day(-3), day(-800), day(4)],
    ['a week after it was made, where that was later', aSpec(), day(-3), day(-1), day(6)],
    [
      'as soon as EspoCRM has its successor, where a rotation asks for that',
      rotating('after-delivery'),
      day(-3),
      day(-1),
      day(-3),
    ],
    ['so too where it was to go immediately', rotating('immediately'), day(-3), day(-1), day(-3)],
    [
      'not before EspoCRM has its successor, whatever a rotation asks for',
      rotating('immediately'),
      undefined,
      day(-1),
      NEVER,
    ],
    ['a week later, where a rotation leaves it that', rotating('after-overlap'), day(-3), day(-800), day(4)],
  ])('%s', (_what, spec, inUseSince, startsAt, expected) => {
    expect(retiresAt(spec, aStoredSecret({ inUseSince }), { keyId: 'key-0', startsAt })).toEqual(expected);
  });

  test('a week later, where a rotation is about others', () => {
    const stored = aStoredSecret({ inUseSince: day(-3) });
    expect(retiresAt(rotating('immediately'), stored, { keyId: 'key-9', startsAt: day(-800) })).toEqual(day(4));
  });
});

test('retiring is told apart by whose the secret is', () => {
  const one = { keyId: 'key-0', startsAt: day(-800) };
  expect([retire(one), retire({ ...one, isNamed: true })]).toEqual([
    { kind: 'retire', reason: 'superseded', keyId: 'key-0' },
    { kind: 'retire', reason: 'named', keyId: 'key-0' },
  ]);
});
