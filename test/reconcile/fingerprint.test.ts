import type { ConnectionSpec } from '../../src/core/connection';
import type { Observation, OfferedSignIn, RegistrationSeen, StoredSecret } from '../../src/core/observation';
import type { Ended, Outcome, State, Stopped } from '../../src/core/outcome';
import { fingerprinted, mayWait } from '../../src/reconcile/fingerprint';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';
import { portsWith } from '../support/portsWith';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, hour, NOW, seen } from '../support/seen';
import { turn } from '../support/turns';

const offered: OfferedSignIn = {
  clientId: 'app-1',
  endpoint: 'https://login.example.com/tenant/authorize',
  redirectUri: 'https://crm.example.com/oauth-callback.php',
  scopes: ['profile', 'email'],
  claims: null,
  prompt: 'select_account',
  maxAge: null,
};
const theirs = { ...aCredential('theirs', day(-400)), displayName: 'by hand' };
const registration = aRegistration({
  redirectUris: ['https://one.example.com', 'https://two.example.com'],
  credentials: [aCredential('key-1', day(-100)), aCredential('key-2', NOW)],
  otherCredentials: [theirs],
});
const stored = aStoredSecret();
const earlier = aStoredSecret({ version: 'version-0', keyId: 'key-0' });
const settled = seen({ registration, stored, superseded: [earlier], offered });

const anOutcome = (changes: Partial<Ended> = {}): Ended => ({
  ...{ kind: 'ended', state: 'settled', done: [], at: NOW, recheckAt: day(1) },
  health: { status: 'pass', problems: [] },
  ...changes,
});
const fingerprintOf = (observation: Observation) => fingerprinted(anOutcome(), observation).settledAs;

describe('a fingerprint', () => {
  const withRegistration = (changes: Partial<RegistrationSeen>) => ({
    ...settled,
    registration: { ...registration, ...changes },
  });
  const withStored = (changes: Partial<StoredSecret>) => ({ ...settled, stored: { ...stored, ...changes } });
  const withOffered = (changes: Partial<OfferedSignIn>) => ({ ...settled, offered: { ...offered, ...changes } });

  test('is short', () => {
    expect(fingerprintOf(settled)).toMatch(/^[\w-]{43}$/);
  });

  test.each<[string, Observation]>([
    ['the registration is another', withRegistration({ objectId: 'object-2' })],
    ['the client id is another', withRegistration({ appId: 'app-2' })],
    ['the registration was renamed', withRegistration({ displayName: 'Something' })],
    ['it was opened to other tenants', withRegistration({ signInAudience: 'AzureADMultipleOrgs' })],
    ['a redirect URI is gone', withRegistration({ redirectUris: registration.redirectUris.slice(1) })],
    ['a redirect URI was added', withRegistration({ redirectUris: [...registration.redirectUris, 'https://three'] })],
    ['a claim is gone', withRegistration({ idTokenClaims: registration.idTokenClaims.slice(1) })],
    ['it asks for permissions', withRegistration({ applicationPermissions: 1 })],
    ['it puts groups into tokens', withRegistration({ groupMembershipClaims: 'All' })],
    ['a credential of ours is gone', withRegistration({ credentials: registration.credentials.slice(1) })],
    [
      'a credential of ours expires at another time',
      withRegistration({ credentials: [aCredential('key-1', NOW, day(1)), ...registration.credentials.slice(1)] }),
    ],
    ['a credential of others is gone', withRegistration({ otherCredentials: [] })],
    ['a credential of others is another', withRegistration({ otherCredentials: [{ ...theirs, keyId: 'other' }] })],
    ['Key Vault holds another version', withStored({ version: 'version-2' })],
    ['a version names another credential', withStored({ keyId: 'key-2' })],
    ['it was delivered again', withStored({ deliveredAt: NOW })],
    ['its delivery is not recorded any more', withStored({ deliveredAt: undefined })],
    ['an earlier version was disabled', { ...settled, superseded: [] }],
    ['versions have changed places', { ...settled, stored: earlier, superseded: [stored] }],
    ['EspoCRM offers another client id', withOffered({ clientId: 'app-2' })],
    ['EspoCRM sends people to another tenant', withOffered({ endpoint: 'https://login.example.com/other' })],
    ['EspoCRM has another address', withOffered({ redirectUri: 'https://other.example.com' })],
    ['EspoCRM asks for other scopes', withOffered({ scopes: ['profile'] })],
    ['EspoCRM turned the order of scopes, as each of its writes does', withOffered({ scopes: ['email', 'profile'] })],
    ['EspoCRM asks for claims', withOffered({ claims: '{}' })],
    ['EspoCRM asks people otherwise', withOffered({ prompt: null })],
    ['EspoCRM asks them again after a time', withOffered({ maxAge: 60 })],
  ])('differs where %s', (_what, observation) => {
    expect(fingerprintOf(observation)).not.toBe(fingerprintOf(settled));
  });

  test.each<[string, Observation]>([
    ['nothing else', { ...settled }],
    ['the order of redirect URIs', withRegistration({ redirectUris: [...registration.redirectUris].reverse() })],
    ['the order of claims', withRegistration({ idTokenClaims: [...registration.idTokenClaims].reverse() })],
    ['the order of credentials', withRegistration({ credentials: [...registration.credentials].reverse() })],
    ['the time, and what was asked of EspoCRM', { ...settled, at: day(1), heldSecret: 'accepted' }],
    [
      'what one request does not tell of a registration',
      withRegistration({ hasServicePrincipal: false, ownedByUs: false }),
    ],
    ['since when a version is in use', withStored({ inUseSince: day(-3) })],
    ['what others tag a version with', withStored({ tags: { theirs: 'tag' } })],
  ])('is the same where %s differs', (_what, observation) => {
    expect(fingerprintOf(observation)).toBe(fingerprintOf(settled));
  });

  test('tells which of our credentials lives how long', () => {
    const living = (one: number, other: number) =>
      withRegistration({ credentials: [aCredential('key-1', NOW, day(one)), aCredential('key-2', NOW, day(other))] });
    expect(fingerprintOf(living(1, 2))).not.toBe(fingerprintOf(living(2, 1)));
  });
});

describe('an outcome', () => {
  test('that is settled is given its fingerprint, and keeps the rest', () => {
    const settledAs = fingerprintOf(settled);
    expect(fingerprinted(anOutcome({ appId: 'app-1' }), settled)).toEqual(anOutcome({ appId: 'app-1', settledAs }));
  });

  test.each<[string, State, Observation]>([
    ['that is not settled', 'settling', settled],
    ['that waits for a person', 'blocked', settled],
    ['without a registration', 'settled', { ...settled, registration: undefined }],
    ['without a secret in Key Vault', 'settled', { ...settled, stored: undefined }],
    ['of an EspoCRM that did not say what it offers', 'settled', { ...settled, offered: undefined }],
  ])('%s is left without one', (_what, state, observation) => {
    const outcome = anOutcome({ state });
    expect(fingerprinted(outcome, observation)).toEqual(outcome);
  });
});

describe('at a check, a connection', () => {
  interface Case {
    readonly spec?: Partial<ConnectionSpec> | 'none';
    readonly outcome?: Outcome | undefined;
    readonly registration?: RegistrationSeen | undefined | Error;
    readonly versions?: readonly StoredSecret[] | Error;
    readonly offered?: OfferedSignIn | undefined | Error;
  }
  const asSettled = anOutcome({ settledAs: fingerprintOf(settled) ?? '' });
  const given = async <T>(answer: T | Error): Promise<T> => {
    await turn();
    if (answer instanceof Error) throw answer;
    return answer;
  };

  /** Whether it may wait, and how much it was asked outside. */
  async function waits(changes: Case) {
    const now: Case = { outcome: asSettled, registration, versions: [stored, earlier], offered, ...changes };
    const spec = now.spec === 'none' ? undefined : aSpec(now.spec);
    const asked: string[] = [];
    const ask = <T>(what: string, answer: T | Error) => {
      asked.push(what);
      return given(answer);
    };
    const ports = portsWith({
      registrations: {
        readForCheck: (name, adopted) => ask(`registration of ${name}, adopted ${adopted}`, now.registration),
      },
      vault: { readVersions: (name) => ask(`versions of ${name}`, now.versions ?? []) },
      espocrm: { offers: ({ name }) => ask(`offer of ${name}`, now.offered) },
    });
    const { connector } = createMemoryWorld();
    const find = async (name: string) => (spec && name === spec.name ? { spec, outcome: now.outcome } : undefined);
    const connections = { ...connector.connections, find };
    const mayIt = await mayWait('acme', { ...connector, connections, ports });
    return [SAID.get(mayIt), asked.length > 0 ? asked : 'unasked'];
  }
  const SAID = new Map([
    [true, 'waits'],
    [false, 'is reconciled'],
  ]);
  const ASKED = ['registration of acme, adopted undefined', 'versions of acme', 'offer of acme'];
  const stopped: Stopped = {
    ...{ kind: 'stopped', state: 'settling', done: [], at: NOW, recheckAt: day(1) },
    health: { status: 'warn', problems: [] },
    failure: aFailure().facts,
  };
  const removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };

  test.each<[string, Case, string]>([
    ['that is there no more waits', { spec: 'none' }, 'waits'],
    ['that was never reconciled is reconciled', { outcome: undefined }, 'is reconciled'],
    ['that is to be removed is reconciled', { spec: { removal } }, 'is reconciled'],
    ['that is due is reconciled', { outcome: { ...asSettled, recheckAt: NOW } }, 'is reconciled'],
    ['that is due in two hours is reconciled', { outcome: { ...asSettled, recheckAt: hour(2) } }, 'is reconciled'],
    ['that waits for a person waits', { outcome: anOutcome({ state: 'blocked' }) }, 'waits'],
    ['that waits for a person, who stopped it, waits', { outcome: { ...stopped, state: 'blocked' } }, 'waits'],
    [
      'that waits for a person and is due is reconciled',
      { outcome: anOutcome({ state: 'blocked', recheckAt: hour(2) }) },
      'is reconciled',
    ],
    ['that was stopped is reconciled', { outcome: stopped }, 'is reconciled'],
    ['that has no fingerprint is reconciled', { outcome: anOutcome() }, 'is reconciled'],
  ])('%s, and nothing is asked outside', async (_what, changes, expected) => {
    expect(await waits(changes)).toEqual([expected, 'unasked']);
  });

  test.each<[string, Case, string]>([
    ['that looks as it did when it was settled waits', {}, 'waits'],
    [
      'that is due in two hours and a moment waits',
      { outcome: { ...asSettled, recheckAt: new Date(hour(2).getTime() + 1) } },
      'waits',
    ],
    [
      'that looks otherwise is reconciled',
      { registration: { ...registration, displayName: 'Something' } },
      'is reconciled',
    ],
    ['whose secret was disabled is reconciled', { versions: [earlier] }, 'is reconciled'],
    ['whose registration is gone is reconciled', { registration: undefined }, 'is reconciled'],
    ['whose EspoCRM offers no sign-in through Entra is reconciled', { offered: undefined }, 'is reconciled'],
    ['whose registration cannot be read is reconciled', { registration: aFailure() }, 'is reconciled'],
    ['whose versions cannot be read is reconciled', { versions: aFailure() }, 'is reconciled'],
    ['whose EspoCRM does not answer is reconciled', { offered: aFailure() }, 'is reconciled'],
  ])('%s', async (_what, changes, expected) => {
    expect(await waits(changes)).toEqual([expected, ASKED]);
  });

  test('of an adopted registration is asked about by its client id', async () => {
    const adopt = { applicationId: 'app-9', removeSecrets: [] };
    const [, ...others] = ASKED;
    expect(await waits({ spec: { adopt } })).toEqual(['waits', ['registration of acme, adopted app-9', ...others]]);
  });

  test('hides no mistake of ours', async () => {
    const mistake = new TypeError('a mistake');
    await expect(waits({ offered: mistake })).rejects.toBe(mistake);
  });
});
