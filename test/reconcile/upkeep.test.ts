import { actionsOf } from '../../src/core/action';
import type { ConnectionSpec } from '../../src/core/connection';
import type { HeldSecret } from '../../src/core/observation';
import type { Outcome, Stopped } from '../../src/core/outcome';
import type { LeasedConnection } from '../../src/reconcile/connector';
import type { Ports, WhichRegistration } from '../../src/reconcile/ports';
import { keepUp, preview } from '../../src/reconcile/upkeep';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';
import { aSpec, MINUTE, MS } from '../support/seen';

const HOUR = 1 / 24;
const within = { months: 0, ms: 5_000 };

/** How the world answers, where a test does not leave that to the world. */
interface Answers {
  probes: boolean;
  /** Whether Entra tells a wrong secret apart. */
  tells: boolean;
  /** What EspoCRM's own sign-in shows, one by one; accepted after that. */
  shows: HeldSecret[];
  /** Thrown instead of an answer to these. */
  readonly broken: Partial<Record<'settings' | 'session' | 'storing' | 'what EspoCRM offers', Error>>;
}

/** A connection in a world where time passes, and what asking about it has cost. */
function aConnection(spec: ConnectionSpec = aSpec(), world = createMemoryWorld(spec)) {
  const given = world.connector.ports;
  const answers: Answers = { probes: true, tells: true, shows: [], broken: {} };
  const asked = {
    /** Sign-ins with a made-up code: by this app at Entra, by EspoCRM. */
    ofEntra: 0,
    ofEspoCrm: 0,
    /** How often EspoCRM said how long its user names are, and what it offers. */
    lengths: 0,
    offers: 0,
    lookups: [] as WhichRegistration['lastAppId'][],
  };
  const failWith = (error: Error | undefined) => {
    if (error) throw error;
  };
  const ports = (): Ports => ({
    ...given,
    probes: answers.probes,
    signIn: {
      ...given.signIn,
      async tellsSecretsApart() {
        asked.ofEntra += 1;
        return answers.tells;
      },
    },
    registrations: {
      ...given.registrations,
      read(name, which) {
        asked.lookups.push(which.lastAppId);
        return given.registrations.read(name, which);
      },
    },
    vault: {
      ...given.vault,
      async store(...record) {
        failWith(answers.broken.storing);
        return given.vault.store(...record);
      },
    },
    espocrm: {
      ...given.espocrm,
      async read(...target) {
        failWith(answers.broken.settings);
        return given.espocrm.read(...target);
      },
      async signIn(...target) {
        failWith(answers.broken.session);
        const session = await given.espocrm.signIn(...target);
        return {
          ...session,
          async readBack() {
            await given.clock.sleep(3_000);
            await session.readBack();
          },
        };
      },
      readUserNameLength(...target) {
        asked.lengths += 1;
        return given.espocrm.readUserNameLength(...target);
      },
      async offers(target) {
        asked.offers += 1;
        failWith(answers.broken['what EspoCRM offers']);
        return given.espocrm.offers(target);
      },
      async trySignIn({ name }) {
        asked.ofEspoCrm += 1;
        return name === spec.name ? (answers.shows.shift() ?? 'accepted') : 'unknown';
      },
    },
  });
  let known: Outcome | undefined;
  const leased: LeasedConnection = {
    spec: () => spec,
    lastOutcome: () => known,
    assertLeased: () => undefined,
    saveSpec: async () => undefined,
    saveOutcome: async () => undefined,
    forget: async () => undefined,
    release: async () => undefined,
  };
  const now = () => given.clock.now();
  /** Keeps it up, and answers with what that has cost. */
  async function run() {
    const before = { ...asked, lookups: asked.lookups.length };
    const outcome = await keepUp(leased, { ...world.connector, ports: ports() }, world.log, within);
    known = outcome;
    return {
      outcome,
      did: outcome.done.map(({ kind, reason }) => `${kind} ${reason}`),
      ofEntra: asked.ofEntra - before.ofEntra,
      ofEspoCrm: asked.ofEspoCrm - before.ofEspoCrm,
      lengths: asked.lengths - before.lengths,
      offers: asked.offers - before.offers,
      lookups: asked.lookups.slice(before.lookups),
    };
  }
  /** Takes it for another outcome than that of the run before. */
  const remember = (outcome: Outcome | undefined) => {
    known = outcome;
  };
  return { world, answers, run, remember, now, ports, pass: (days: number) => world.moveDays(days) };
}

/** One that was brought about just now. */
async function aSettledConnection(spec?: ConnectionSpec) {
  const connection = aConnection(spec);
  const { outcome } = await connection.run();
  return { ...connection, settled: outcome };
}

const credentials = async ({ ports }: ReturnType<typeof aConnection>) =>
  (await ports().registrations.read('acme', {}))?.credentials.length ?? 0;

describe('a connection that is new', () => {
  test('is brought about, and is settled as it then looks', async () => {
    const { run, now } = aConnection();
    const { outcome, did } = await run();
    expect(did).toEqual(['register missing', 'issue missing', 'deliver new']);
    expect(outcome).toMatchObject({ kind: 'ended', state: 'settled', health: { status: 'pass' }, confirmedAt: now() });
    expect(outcome).toMatchObject({ appId: expect.any(String), settledAs: expect.any(String) });
  });

  test('is asked once to use its secret, and for nothing twice in the end', async () => {
    const { run } = aConnection();
    // After each of the three actions it is asked for all that a first look leaves out.
    expect(await run()).toMatchObject({ ofEntra: 1, ofEspoCrm: 1, lengths: 3, offers: 3 });
  });

  test('is looked up by its client id as soon as that was seen', async () => {
    const { run } = aConnection();
    const { lookups, outcome } = await run();
    expect(lookups).toEqual([undefined, undefined, outcome.appId, outcome.appId]);
  });

  test('that cannot be delivered to tells what was done, where it stopped, and the rest', async () => {
    const { run, answers, now } = aConnection();
    answers.broken.session = aFailure({ code: 'ECONNRESET', retry: 'soon' });
    const { outcome, did } = await run();
    expect(did).toEqual(['register missing', 'issue missing']);
    expect(outcome).toMatchObject({ kind: 'stopped', state: 'settling', failure: { code: 'ECONNRESET' }, at: now() });
    expect(outcome).toMatchObject({ failedIn: 'deliver', appId: expect.any(String), confirmedAt: undefined });
  });
});

describe('a connection with nothing to do', () => {
  test('is looked at by the client id it had, once, with what a first look leaves out', async () => {
    const { run, pass, settled } = await aSettledConnection();
    await pass(HOUR);
    const { lookups, lengths, offers, did, outcome } = await run();
    expect({ lookups, lengths, offers, did }).toEqual({ lookups: [settled.appId], lengths: 1, offers: 1, did: [] });
    expect(outcome).toMatchObject({
      state: 'settled',
      settledAs: expect.any(String),
      notes: [{ code: 'user-names-cut-off' }],
    });
  });

  test.each<[string, number, number]>([
    ['is not asked to use its secret 21 hours but a moment after the last proof', 21 * HOUR - MS, 0],
    ['is asked to use its secret 21 hours after the last proof, and remembers when', 21 * HOUR, 1],
  ])('%s', async (_what, days, times) => {
    const { run, pass, now, settled } = await aSettledConnection();
    await pass(days);
    const { outcome, ofEntra, ofEspoCrm, did } = await run();
    expect({ ofEntra, ofEspoCrm, did }).toEqual({ ofEntra: times, ofEspoCrm: times, did: [] });
    expect(outcome.confirmedAt).toEqual(times > 0 ? now() : settled.confirmedAt);
  });

  test.each<[string, Partial<Answers>, number]>([
    ['where that tells nothing any more', { tells: false }, 0],
    ['where its answer does not show it', { shows: ['unknown'] }, 1],
  ])('keeps the last proof %s', async (_what, changes, times) => {
    const { run, pass, answers, settled } = await aSettledConnection();
    Object.assign(answers, changes);
    await pass(21 * HOUR);
    const { outcome, ofEspoCrm, did } = await run();
    expect([outcome.state, outcome.confirmedAt, ofEspoCrm, did]).toEqual(['settled', settled.confirmedAt, times, []]);
  });

  test('is asked to use its secret where that was never proven', async () => {
    const { run, remember, settled, now } = await aSettledConnection();
    remember({ ...settled, confirmedAt: undefined });
    const { outcome, ofEspoCrm } = await run();
    expect([outcome.confirmedAt, ofEspoCrm]).toEqual([now(), 1]);
  });

  test('keeps when it was proven where it cannot be looked at, and since when that is so', async () => {
    const { run, pass, answers, settled, now } = await aSettledConnection();
    answers.broken.settings = aFailure({ code: 'ECONNRESET', retry: 'later' });
    await pass(HOUR);
    const { outcome } = await run();
    expect(outcome).toMatchObject({
      kind: 'stopped',
      done: [],
      confirmedAt: settled.confirmedAt,
      appId: settled.appId,
    });
    expect(outcome).toMatchObject({ at: now(), notes: settled.notes, renewsAt: settled.renewsAt });
    expect(outcome).toMatchObject({ health: { status: 'warn', secretExpiresAt: settled.health.secretExpiresAt } });
  });
});

describe('a secret in EspoCRM that Entra refuses', () => {
  test('is given again, and that is the new proof', async () => {
    const { run, pass, answers, now } = await aSettledConnection();
    await pass(21 * HOUR);
    answers.shows = ['refused'];
    const { outcome, did, ofEspoCrm } = await run();
    expect([did, ofEspoCrm]).toEqual([['deliver drifted'], 2]);
    expect(outcome).toMatchObject({ state: 'settled', confirmedAt: now() });
  });

  test('is asked about once a run, apart from deliveries, however often it cannot be given again', async () => {
    const { run, pass, answers } = await aSettledConnection();
    await pass(21 * HOUR);
    answers.shows = ['refused', 'refused', 'refused'];
    answers.broken.session = aFailure({ retry: 'soon' });
    expect((await run()).ofEspoCrm).toBe(1);
  });
});

describe('a delivery', () => {
  test('that proves the secret is remembered with its time, and nothing is asked twice', async () => {
    const { run, pass, now } = await aSettledConnection();
    await pass(1);
    const { outcome, did, ...asked } = await run();
    expect([did, outcome.confirmedAt]).toEqual([['deliver refresh'], now()]);
    expect(asked).toMatchObject({ ofEntra: 1, ofEspoCrm: 1, lengths: 1, offers: 1 });
  });

  test('that proves nothing leaves no proof, and the old one counts no more', async () => {
    const { run, pass, answers } = await aSettledConnection();
    answers.tells = false;
    await pass(1);
    const { outcome, did, ofEntra, ofEspoCrm } = await run();
    expect([did, outcome.confirmedAt, ofEntra, ofEspoCrm]).toEqual([['deliver refresh'], undefined, 1, 0]);
  });
});

describe('a renewal', () => {
  /** Renewed, and then past the overlap, so that the old secret is removed. */
  async function aRenewedConnection() {
    const connection = await aSettledConnection();
    await connection.pass(701);
    const issued = await connection.run();
    await connection.pass(15 * MINUTE);
    const delivered = await connection.run();
    return { ...connection, issued, delivered };
  }

  test('keeps the last proof until its secret is delivered', async () => {
    const { issued, delivered, settled } = await aRenewedConnection();
    expect([issued.did, issued.outcome.confirmedAt]).toEqual([['issue expiring'], settled.confirmedAt]);
    expect(delivered.did).toEqual(['deliver new']);
    expect(delivered.outcome.confirmedAt?.getTime()).toBeGreaterThan(issued.outcome.at.getTime());
  });

  test('ends with a proof that EspoCRM does not hold the secret that was removed, without asking Entra again', async () => {
    const { run, pass, now } = await aRenewedConnection();
    await pass(7);
    const { did, ofEntra, ofEspoCrm, outcome } = await run();
    expect(did).toEqual(['deliver refresh', 'retire superseded']);
    expect({ ofEntra, ofEspoCrm }).toEqual({ ofEntra: 1, ofEspoCrm: 2 });
    expect(outcome.confirmedAt).toEqual(now());
  });

  test('that ends with EspoCRM holding the secret that was removed gives it the new one again', async () => {
    const { run, pass, answers } = await aRenewedConnection();
    await pass(7);
    answers.shows = ['accepted', 'refused'];
    const { did, ofEspoCrm, outcome } = await run();
    expect(did).toEqual(['deliver refresh', 'retire superseded', 'deliver drifted']);
    expect([ofEspoCrm, outcome.state]).toEqual([3, 'settled']);
  });

  test('asks Entra again in the end where the delivery has proven nothing', async () => {
    const { run, pass, answers } = await aRenewedConnection();
    answers.tells = false;
    await pass(7);
    expect(await run()).toMatchObject({ ofEntra: 2, ofEspoCrm: 0, outcome: { state: 'settled' } });
  });
});

test('a rotation that removes the old secret at once ends with a proof too', async () => {
  const { ports, world, settled } = await aSettledConnection();
  const replaces = (await ports().vault.readVersions('acme')).map(({ keyId }) => keyId);
  const rotation = { requestedAt: settled.at, reason: 'leaked', revoke: 'after-delivery', replaces } as const;
  const { run } = aConnection(aSpec({ rotation }), world);
  const { did, ofEspoCrm } = await run();
  expect(did).toEqual(['issue requested', 'deliver new', 'deliver before-retiring', 'retire superseded']);
  expect(ofEspoCrm).toBe(3);
});

describe('a secret that could not be added', () => {
  /** A connection whose secret could not be stored, looked at again when the next try is due, or that much earlier. */
  async function lookedAtAgain(changes: Partial<Stopped> = {}, earlierMs = 1, spec = aSpec()) {
    const connection = aConnection(spec);
    connection.answers.broken.storing = aFailure({ system: 'Key Vault', code: 'ECONNRESET', retry: 'soon' });
    const { outcome } = await connection.run();
    if (outcome.kind !== 'stopped') throw new TypeError('The secret was stored.');
    delete connection.answers.broken.storing;
    const standing = { ...outcome, ...changes };
    connection.remember(standing);
    const untilMs = standing.recheckAt.getTime() - earlierMs - connection.now().getTime();
    await connection.pass(Math.max(0, untilMs * MS));
    const again = await connection.run();
    return { ...again, standing, credentials: await credentials(connection) };
  }

  test('is a credential in Entra, and tried again in a quarter of an hour', async () => {
    const { standing, outcome, credentials } = await lookedAtAgain();
    expect(standing).toMatchObject({ failedIn: 'issue', failure: { retry: 'later' } });
    expect([standing.recheckAt.getTime() - standing.at.getTime(), credentials]).toEqual([900_000, 1]);
    expect(outcome).toBe(standing);
  });

  test('is added when that is due, and not a moment earlier', async () => {
    expect(await lookedAtAgain({}, 0)).toMatchObject({ outcome: { state: 'settled' }, credentials: 2 });
  });

  test.each<[string, Partial<Stopped>]>([
    ['for what passes in seconds is added at once', { failure: aFailure({ retry: 'soon' }).facts }],
    ['for what a person has mended since is added at once', { failure: aFailure({ retry: 'never' }).facts }],
    ['is added at once where the last run failed in another action', { failedIn: 'deliver' }],
    ['is added at once where the last run failed while looking', { failedIn: undefined }],
  ])('%s', async (_what, changes) => {
    expect(await lookedAtAgain(changes)).toMatchObject({ did: ['issue missing', 'deliver new'], credentials: 2 });
  });

  test('keeps nothing else from being done', async () => {
    const connection = await aSettledConnection();
    const { settled, now } = connection;
    const failure = aFailure({ retry: 'later' }).facts;
    const recheckAt = new Date(now().getTime() + 2 * 86_400_000);
    connection.remember({ ...settled, kind: 'stopped', failedIn: 'issue', failure, recheckAt });
    await connection.pass(1);
    expect((await connection.run()).did).toEqual(['deliver refresh']);
  });
});

describe('a preview', () => {
  test('tells what would be done first, and does nothing', async () => {
    const connection = aConnection();
    expect(actionsOf(await preview(aSpec(), connection.ports()))).toEqual([{ kind: 'register', reason: 'missing' }]);
    expect(await connection.ports().registrations.read('acme', {})).toBeUndefined();
  });

  test('of one that is well tells that nothing is to be done, and asks for no more than that takes', async () => {
    const { ports, answers } = await aSettledConnection();
    answers.broken['what EspoCRM offers'] = new TypeError('That is not asked for.');
    expect(await preview(aSpec(), ports())).toMatchObject({ kind: 'idle' });
  });

  test('of one that cannot be looked at fails', async () => {
    const { ports, answers } = aConnection();
    answers.broken.settings = aFailure({ code: 'ECONNRESET' });
    await expect(preview(aSpec(), ports())).rejects.toMatchObject({ facts: { code: 'ECONNRESET' } });
  });
});
