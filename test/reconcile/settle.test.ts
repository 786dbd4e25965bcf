import type { ConnectionSpec } from '../../src/core/connection';
import type { Outcome } from '../../src/core/outcome';
import type { News } from '../../src/core/report/news';
import { createSecret } from '../../src/core/secret';
import type { Connector, LeasedConnection, Message } from '../../src/reconcile/connector';
import { askAgain, settle } from '../../src/reconcile/settle';
import { createKeptLog } from '../support/keptLog';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';
import { portsWith } from '../support/portsWith';
import {
  aCredential,
  anEspoCrm,
  aRegistration,
  aSpec,
  aStoredSecret,
  day,
  hour,
  MINUTE,
  NOW,
  seen,
} from '../support/seen';
import { turn } from '../support/turns';

/** What a look finds: all well, nothing at all, a new name, a new secret on its way through Entra, an EspoCRM that fails. */
type Found = 'well' | 'nothing' | 'another name' | 'a young secret' | Error;

interface Case {
  readonly spec?: Partial<ConnectionSpec>;
  readonly before?: Outcome | undefined;
  readonly attempt?: number;
  readonly found?: Found;
  readonly breaks?: 'saving' | 'the queue' | 'forgetting';
}

const removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };
const storage = aFailure({ system: 'Storage', code: 'ECONNRESET' });
const { userNameLength: _, ...signedInThroughEntra } = anEspoCrm();

/** A secret made five minutes ago, beside one that works. */
const YOUNG = {
  credentials: [aCredential('key-1', day(-5 * MINUTE)), aCredential('key-0', day(-700), day(29))],
  versions: [
    aStoredSecret({ issuedAt: day(-5 * MINUTE), inUseSince: undefined, deliveredAt: undefined }),
    aStoredSecret({ version: 'version-0', keyId: 'key-0', issuedAt: day(-700), expiresAt: day(29) }),
  ],
};

/** A connection after it was settled: its document, the queue, what people were told and what the log says. */
async function settled({ spec = {}, before, attempt = 0, found = 'well', breaks }: Case = {}) {
  const isThere = found !== 'nothing';
  let displayName = found === 'another name' ? 'Something' : 'EspoCRM (acme)';
  const { credentials, versions } =
    found === 'a young secret' ? YOUNG : { credentials: undefined, versions: undefined };
  const ports = portsWith({
    probes: false,
    signIn: { endpoints: async () => seen().endpoints },
    registrations: {
      read: async () => (isThere ? aRegistration({ displayName, ...(credentials && { credentials }) }) : undefined),
      async write(wanted) {
        displayName = wanted.displayName;
      },
    },
    vault: {
      readVersions: async () => versions ?? [aStoredSecret()],
      readAdmin: async () => ({ userName: 'admin', password: createSecret('password') }),
      whoseSecret: async () => 'none',
    },
    espocrm: {
      async read() {
        if (found instanceof Error) throw found;
        return isThere ? signedInThroughEntra : { ...signedInThroughEntra, settings: {} };
      },
      readUserNameLength: async () => 255,
      offers: async () => undefined,
    },
  });
  const document = { outcome: before, isThere: true, isLeased: true };
  const queue: [message: Message, delayMs: number][] = [];
  const told: { readonly of: string; readonly kinds: readonly string[]; readonly wasLeased: boolean }[] = [];
  const { log, lines } = createKeptLog();
  const effect = async (name: Case['breaks'], run: () => void) => {
    await turn();
    if (name === breaks) throw storage;
    run();
  };
  const leased: LeasedConnection = {
    spec: () => aSpec(spec),
    lastOutcome: () => document.outcome,
    assertLeased: () => undefined,
    saveSpec: async () => undefined,
    saveOutcome: (outcome) =>
      effect('saving', () => {
        document.outcome = outcome;
      }),
    forget: () =>
      effect('forgetting', () => {
        document.isThere = false;
      }),
    async release() {
      await turn();
      document.isLeased = false;
    },
  };
  const connector: Connector = {
    ...createMemoryWorld().connector,
    ports,
    settleWithin: { months: 0, ms: 60_000 },
    queue: { add: (message, delayMs) => effect('the queue', () => void queue.push([message, delayMs])) },
    notifications: {
      async tell({ name }, news: readonly News[], given) {
        await turn();
        if (given !== log) throw new TypeError('It is told without a log.');
        told.push({ of: name, kinds: news.map(({ kind }) => kind), wasLeased: document.isLeased });
      },
    },
  };
  const { result } = await settle(leased, attempt, connector, log).then(
    (value) => ({ result: value }),
    (error: unknown) => ({ result: error }),
  );
  const spentMs = ports.clock.now().getTime() - NOW.getTime();
  const ends = lines.filter(([, event]) => event.startsWith('connection.'));
  return { document, queue, told, lines: ends, result, spentMs };
}

const wellBefore: Outcome = {
  ...{ kind: 'ended', state: 'settled', done: [], at: day(-1), recheckAt: NOW, appId: 'app-1' },
  health: { status: 'pass', problems: [], secretExpiresAt: day(600) },
};
const refusal = aFailure({ code: 'sign-in-refused', retry: 'never' });
const outage = (retry: 'soon' | 'later') => aFailure({ code: 'ECONNRESET', retry });

describe('settling a connection', () => {
  test('that is well keeps the outcome with it, and gives it back', async () => {
    const { document, queue, told, result } = await settled();
    expect(document).toMatchObject({ isLeased: false, isThere: true, outcome: { state: 'settled', at: NOW } });
    expect([result, queue, told]).toEqual([document.outcome, [], []]);
  });

  test('that waits for its time asks for it when that has come, and tells nobody', async () => {
    const { document, queue, told } = await settled({ found: 'a young secret', before: wellBefore });
    expect(document).toMatchObject({ isLeased: false, outcome: { kind: 'ended', state: 'settling' } });
    expect([queue, told]).toEqual([[[{ connection: 'acme', attempt: 1 }, 10 * 60_000]], []]);
  });

  test('that waits for its time does not ask for it earlier than after as many attempts', async () => {
    const { queue } = await settled({ found: 'a young secret', attempt: 5 });
    expect(queue).toEqual([[{ connection: 'acme', attempt: 6 }, 32 * 60_000]]);
  });

  test('that something outside has stopped asks for it a little later, whenever it is due', async () => {
    const { document, queue } = await settled({ found: outage('later'), before: wellBefore });
    expect(document.outcome).toMatchObject({ kind: 'stopped', state: 'settling', recheckAt: day(15 * MINUTE) });
    expect(queue).toEqual([[{ connection: 'acme', attempt: 1 }, 60_000]]);
  });

  test('that a person must mend is not asked for again', async () => {
    const { document, queue } = await settled({ found: refusal, before: wellBefore });
    expect([document.outcome?.state, queue]).toEqual(['blocked', []]);
  });

  test.each<[number, number]>([
    [0, 55_500],
    [2, 55_500],
    [3, 500],
    [9, 500],
  ])('for the attempt after %i others, waits %i ms for what may pass by itself', async (attempt, ms) => {
    expect(await settled({ found: outage('soon'), attempt })).toMatchObject({ spentMs: ms });
  });

  test('keeps since when it is in trouble', async () => {
    const { document, result } = await settled({ found: refusal, before: wellBefore });
    expect([document.outcome?.troubledSince, result]).toEqual([NOW, document.outcome]);
    const before = { ...wellBefore, troubledSince: day(-3) };
    expect((await settled({ found: refusal, before })).document.outcome?.troubledSince).toEqual(day(-3));
    expect((await settled({ before })).document.outcome?.troubledSince).toBeUndefined();
  });
});

describe('people are told', () => {
  const trouble = { ...wellBefore, troubledSince: day(-3) };
  test.each<[string, Case, readonly string[]]>([
    ['that a connection has failed', { found: refusal, before: wellBefore }, ['failed']],
    ['that it has recovered', { before: trouble }, ['recovered']],
    [
      'that its secret was renewed',
      { before: { ...wellBefore, health: { ...wellBefore.health, secretExpiresAt: day(20) } } },
      ['renewed'],
    ],
  ])('%s, once it is given back', async (_what, given, kinds) => {
    expect((await settled(given)).told).toEqual([{ of: 'acme', kinds, wasLeased: false }]);
  });

  test.each<[string, Case]>([
    ['is as well as before', { before: wellBefore }],
    ['could not be kept', { found: refusal, before: wellBefore, breaks: 'saving' }],
    ['is removed', { spec: { removal }, found: 'nothing', before: { ...trouble, appId: undefined } }],
  ])('nothing of a connection that %s', async (_what, given) => {
    expect((await settled(given)).told).toEqual([]);
  });
});

describe('a removal', () => {
  test('that has left nothing forgets the connection, gives it back and says so', async () => {
    const { document, result, lines, queue } = await settled({ spec: { removal }, found: 'nothing' });
    expect(document).toEqual({ outcome: undefined, isThere: false, isLeased: false });
    expect(result).toMatchObject({ kind: 'ended', state: 'settled' });
    expect([lines, queue]).toEqual([[['info', 'connection.removed', { connection: 'acme' }]], []]);
  });

  test('that has to wait keeps the connection, and asks for it again', async () => {
    const { document, queue } = await settled({ spec: { removal }, found: 'nothing', before: wellBefore });
    expect(document).toMatchObject({ isThere: true, isLeased: false, outcome: { missingSince: NOW } });
    expect(queue).toEqual([[{ connection: 'acme', attempt: 1 }, 10 * 60_000]]);
  });

  test('that cannot forget it gives it back', async () => {
    const { document, result } = await settled({ spec: { removal }, found: 'nothing', breaks: 'forgetting' });
    expect([result, document]).toEqual([storage, { outcome: undefined, isThere: true, isLeased: false }]);
  });
});

describe('the line of a run', () => {
  const nothingElse = { actions: [], failure: undefined, confirmedAt: undefined };

  test('says how the connection is doing', async () => {
    const { lines } = await settled({ before: { ...wellBefore, confirmedAt: hour(-1) } });
    const fields = { applicationId: 'app-1', secretExpiresAt: day(600).toISOString(), problems: [] };
    expect(lines).toEqual([
      [
        'info',
        'connection.reconciled',
        {
          connection: 'acme',
          state: 'settled',
          health: 'pass',
          ...nothingElse,
          ...fields,
          confirmedAt: hour(-1).toISOString(),
        },
      ],
    ]);
  });

  test('says what was done', async () => {
    const { lines } = await settled({ found: 'another name' });
    expect(lines).toMatchObject([['info', 'connection.reconciled', { state: 'settled', actions: ['register'] }]]);
  });

  test('says what has stopped it, and what stands in the way', async () => {
    const { lines } = await settled({ found: refusal });
    const fields = { applicationId: undefined, secretExpiresAt: undefined, problems: ['sign-in-refused'] };
    expect(lines.map(([, , each]) => each)).toEqual([
      {
        connection: 'acme',
        state: 'blocked',
        health: 'fail',
        ...nothingElse,
        ...fields,
        failure: 'EspoCRM: sign-in-refused',
      },
    ]);
  });

  test.each(['saving', 'the queue'] as const)('is not written where %s fails', async (breaks) => {
    expect((await settled({ found: outage('later'), breaks })).lines).toEqual([]);
  });
});

describe('the connection is given back', () => {
  test.each<[string, Case, Error]>([
    ['saving fails', { breaks: 'saving' }, storage],
    ['the queue fails', { breaks: 'the queue', found: outage('later') }, storage],
    ['this code makes a mistake', { found: new TypeError('a mistake') }, new TypeError('a mistake')],
  ])('where %s, and that is thrown on', async (_what, given, error) => {
    const { document, result } = await settled(given);
    expect([document.isLeased, result]).toEqual([false, error]);
  });
});

describe('asking for a connection again', () => {
  const asked = async (attempt: number, ...atLeastMs: readonly [number?]) => {
    const queue: [message: Message, delayMs: number][] = [];
    const add = async (message: Message, delayMs: number) => {
      await turn();
      queue.push([message, delayMs]);
    };
    await askAgain('acme', attempt, { ...createMemoryWorld().connector, queue: { add } }, ...atLeastMs);
    return queue;
  };
  const MIN = 60_000;

  test.each<[string, number, readonly [number?], number]>([
    ['takes a minute the first time', 0, [], MIN],
    ['takes twice as long the next time', 1, [], 2 * MIN],
    ['takes longer each time', 5, [], 32 * MIN],
    ['takes no longer than an hour', 6, [], 60 * MIN],
    ['takes an hour the sixteenth time', 15, [], 60 * MIN],
    ['takes at least until it is due', 0, [MIN + 1], MIN + 1],
    ['takes at least as long as it took others', 2, [4 * MIN - 1], 4 * MIN],
    ['takes longer than an hour where it is due only then', 15, [90 * MIN], 90 * MIN],
  ])('%s', async (_what, attempt, atLeastMs, delayMs) => {
    expect(await asked(attempt, ...atLeastMs)).toEqual([[{ connection: 'acme', attempt: attempt + 1 }, delayMs]]);
  });

  test('is left to the timer after sixteen times', async () => {
    expect(await asked(16)).toEqual([]);
    expect(await asked(16, 60_000)).toEqual([]);
  });
});
