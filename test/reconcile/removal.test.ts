import type { RemovalAction } from '../../src/core/action';
import type { ConnectionSpec, Removal } from '../../src/core/connection';
import type { RegistrationSeen } from '../../src/core/observation';
import type { Ended, Outcome } from '../../src/core/outcome';
import { createSecret } from '../../src/core/secret';
import type { WhichRegistration } from '../../src/reconcile/ports';
import { remove } from '../../src/reconcile/removal';
import { createKeptLog } from '../support/keptLog';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';
import { portsWith } from '../support/portsWith';
import { aCredential, anEspoCrm, aRegistration, aSpec, aStoredSecret, day, hour, MINUTE, NOW } from '../support/seen';
import { turn } from '../support/turns';

const removal: Removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };
const { userNameLength: _, ...signedInThroughEntra } = anEspoCrm();
const within = { months: 0, ms: 60_000 };

interface Case {
  readonly spec?: Partial<ConnectionSpec>;
  readonly registration?: RegistrationSeen | undefined;
  readonly before?: Outcome | undefined;
  /** How often EspoCRM fails before it answers, and how. */
  readonly failures?: number;
  readonly retry?: 'soon' | 'never';
  /** Whether it does not keep what is written to it. */
  readonly isWriteLost?: boolean;
}

/** What is left of a connection in Entra, Key Vault and EspoCRM after its removal, and what came of that. */
async function removed(given: Case) {
  const { connector } = createMemoryWorld();
  const world = {
    registration: 'registration' in given ? given.registration : aRegistration(),
    method: 'Oidc',
    secret: 'ours' as 'ours' | 'none',
    enabled: true,
  };
  const asked = { which: undefined as WhichRegistration | undefined, espocrm: 0 };
  let failures = given.failures ?? 0;
  const ports = portsWith({
    registrations: {
      async read(name, which) {
        asked.which = which;
        return name === 'acme' ? world.registration : undefined;
      },
      async removeCredential(_objectId, keyId) {
        const { registration } = world;
        const credentials = registration?.credentials.filter((each) => each.keyId !== keyId) ?? [];
        world.registration = registration && { ...registration, credentials };
        return 'removed';
      },
      async remove() {
        world.registration = undefined;
      },
    },
    vault: {
      readAdmin: async (name) => ({ userName: `admin of ${name}`, password: createSecret('password') }),
      whoseSecret: async (name) => (name === 'acme' ? world.secret : 'none'),
      readVersions: async () => (world.enabled ? [aStoredSecret()] : []),
      async disable() {
        world.enabled = false;
      },
      async discard() {
        world.secret = 'none';
      },
    },
    espocrm: {
      async read({ name }, { userName }, teams) {
        asked.espocrm += 1;
        if (userName !== `admin of ${name}` || teams.length > 0) throw new TypeError('That is not asked for.');
        failures -= 1;
        if (failures >= 0) throw aFailure({ retry: given.retry ?? 'soon', code: 'ECONNRESET' });
        return {
          ...signedInThroughEntra,
          settings: { ...signedInThroughEntra.settings, authenticationMethod: world.method },
        };
      },
      async detach() {
        await turn();
        if (given.isWriteLost) throw aFailure({ code: 'write-not-kept', retry: 'never' });
        world.method = 'Espo';
      },
    },
  });
  const spec = aSpec({ removal, ...given.spec });
  const leased = {
    ...{ spec: () => spec, lastOutcome: () => given.before, assertLeased: () => undefined },
    ...{ saveSpec: async () => undefined, saveOutcome: async () => undefined },
    ...{ forget: async () => undefined, release: async () => undefined },
  };
  const { log, lines } = createKeptLog();
  const startMs = ports.clock.now().getTime();
  const outcome = await remove(leased, { ...connector, ports }, log, within);
  const spentMs = ports.clock.now().getTime() - startMs;
  return {
    world,
    asked,
    outcome,
    spentMs,
    lines: lines.map(([, event]) => event),
    did: outcome.done.map(({ kind }) => kind),
  };
}

const before: Ended = {
  ...{ kind: 'ended', state: 'settled', done: [], at: hour(-1), recheckAt: NOW },
  ...{ health: { status: 'pass', problems: [], secretExpiresAt: day(100) }, appId: 'app-1', confirmedAt: day(-1) },
};
const NOTHING = { registration: undefined, method: 'Espo', secret: 'none' };
const GONE = { removal: { ...removal, espocrmIsGone: true } };
const deregistering: RemovalAction = { kind: 'deregister', reason: 'unwanted' };

describe('a removal', () => {
  test('gives EspoCRM its login back, deletes registration and secret, and is settled when nothing is left', async () => {
    const { world, outcome, did, lines } = await removed({ before });
    expect(did).toEqual(['detach', 'deregister', 'discard']);
    expect(world).toMatchObject(NOTHING);
    expect(lines).toEqual(['espocrm.detached', 'registration.deleted', 'secret.deleted']);
    expect(outcome).toMatchObject({ kind: 'ended', state: 'settled', appId: 'app-1', at: NOW });
  });

  test('of an EspoCRM that is gone does not ask it', async () => {
    const { world, did, asked } = await removed({ before, spec: GONE });
    expect([did, asked.espocrm]).toEqual([['deregister', 'discard'], 0]);
    expect(world).toMatchObject({ ...NOTHING, method: 'Oidc' });
  });

  test('that keeps the registration takes our secrets from it', async () => {
    const keeping = { removal: { ...removal, keepRegistration: true } };
    const { world, did } = await removed({ before, spec: keeping });
    expect(did).toEqual(['detach', 'retire', 'discard']);
    expect(world).toMatchObject({ registration: { credentials: [] }, enabled: false, secret: 'none' });
  });

  test('goes on at once after a failure that passes in seconds, and ends with one that does not', async () => {
    expect(await removed({ before, failures: 2 })).toMatchObject({ world: NOTHING, spentMs: 1_500 });
    const { outcome, world } = await removed({ before, failures: 1, retry: 'never' });
    expect(world).toMatchObject({ method: 'Oidc', secret: 'ours' });
    expect(outcome).toMatchObject({
      ...{ kind: 'stopped', state: 'blocked', done: [], failure: { code: 'ECONNRESET' }, at: NOW, appId: 'app-1' },
      health: { status: 'warn', secretExpiresAt: day(100) },
    });
    expect([outcome.confirmedAt, outcome.kind === 'stopped' && outcome.failedIn]).toEqual([undefined, undefined]);
  });

  test('removes nothing as long as EspoCRM does not have its login back', async () => {
    const { world, outcome, lines } = await removed({ before, isWriteLost: true });
    expect(world).toMatchObject({ registration: { appId: 'app-1' }, method: 'Oidc', secret: 'ours', enabled: true });
    expect([outcome.done, lines]).toEqual([[], ['reconcile.failed']]);
    expect(outcome).toMatchObject({ kind: 'stopped', state: 'blocked', failure: { code: 'write-not-kept' } });
  });

  test('that cannot go on in the time there is tells what it has done, and when it ended', async () => {
    const { outcome, spentMs } = await removed({ before, failures: 99 });
    expect(outcome).toMatchObject({ kind: 'stopped', state: 'settling', at: new Date(NOW.getTime() + spentMs) });
  });

  test.each<[string, Case, WhichRegistration]>([
    ['our own registration, which it has last seen', { before }, { lastAppId: 'app-1' }],
    ['our own registration, where none was seen yet', { before: undefined }, {}],
    [
      'the one that was adopted',
      { before, spec: { adopt: { applicationId: 'app-9', removeSecrets: [] } } },
      { adopted: 'app-9', lastAppId: 'app-1' },
    ],
  ])('asks Entra for %s', async (_what, given, which) => {
    const { asked } = await removed(given);
    expect(asked.which).toEqual({ adopted: undefined, lastAppId: undefined, ...which });
  });
});

describe('a registration that is not there', () => {
  const missing = { registration: undefined };
  const waits = { did: ['detach'], outcome: { kind: 'ended', state: 'settling' } };
  const over = { did: ['detach', 'discard'], outcome: { state: 'settled' } };

  test.each<[string, Case, object, Date | undefined]>([
    ['is waited for where it was seen before', { ...missing, before }, waits, NOW],
    [
      'is waited for since it was first missed',
      { ...missing, before: { ...before, missingSince: day(-9 * MINUTE) } },
      waits,
      day(-9 * MINUTE),
    ],
    [
      'is gone ten minutes after it was first missed',
      { ...missing, before: { ...before, missingSince: day(-10 * MINUTE) } },
      over,
      undefined,
    ],
    [
      'is gone where none was ever seen',
      { ...missing, before: undefined },
      { did: ['discard'], outcome: { state: 'settled' } },
      undefined,
    ],
    [
      'is gone where an earlier run has deleted it',
      { ...missing, before: { ...before, done: [deregistering] } },
      over,
      undefined,
    ],
    [
      'is waited for where an earlier run did something else',
      { ...missing, before: { ...before, done: [{ kind: 'detach', reason: 'unwanted' }] } },
      waits,
      NOW,
    ],
  ])('%s', async (_what, given, expected, missingSince) => {
    const result = await removed(given);
    expect(result).toMatchObject(expected);
    expect(result.outcome.kind === 'ended' && result.outcome.missingSince).toEqual(missingSince);
  });

  test('is waited for from now on where the run before was stopped', async () => {
    const stopped: Outcome = { ...before, kind: 'stopped', failure: aFailure().facts };
    expect((await removed({ ...missing, before: stopped })).outcome).toMatchObject({ missingSince: NOW });
  });
});

test('every secret of ours goes from a registration that is kept', async () => {
  const credentials = ['key-1', 'key-2'].map((keyId) => aCredential(keyId, NOW));
  const keeping = { removal: { ...removal, keepRegistration: true } };
  const { did, world } = await removed({ before, spec: keeping, registration: aRegistration({ credentials }) });
  expect([did, world.registration?.credentials]).toEqual([['detach', 'retire', 'retire', 'discard'], []]);
});
