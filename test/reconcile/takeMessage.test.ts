import type { Ended, Outcome } from '../../src/core/outcome';
import type { Connector, Message } from '../../src/reconcile/connector';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { createKeptLog } from '../support/keptLog';
import { aFailure, createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';
import { aSpec, day, NOW } from '../support/seen';

const unreadable = aFailure({ system: 'Storage', code: 'unreadable-document', retry: 'never' });
const unsent = aFailure({ system: 'Storage', code: 'ECONNRESET' });

describe('a message that names a connection', () => {
  /** Takes it in a world that a test prepares; `isLastTry` left out where it is not said which try it is. */
  async function taken(prepare: (world: MemoryWorld) => void, attempt = 0, ...isLastTry: readonly [boolean?]) {
    const world = createMemoryWorld();
    const { log, lines } = createKeptLog();
    prepare(world);
    const { failure } = await takeMessage({ connection: 'acme', attempt }, world.connector, log, ...isLastTry).then(
      () => ({ failure: 'none' }),
      (error: unknown) => ({ failure: error }),
    );
    return { ...world, lines, failure };
  }
  const failing =
    (operation: string, error: Error) =>
    ({ hooks }: MemoryWorld) => {
      hooks.before = (call) => {
        if (call === operation) throw error;
      };
    };

  test('has it reconciled, and gives it back', async () => {
    const { document, queue, failure } = await taken(() => undefined);
    expect(document).toMatchObject({ held: false, outcome: { state: 'settled', health: { status: 'pass' } } });
    expect([queue, failure]).toEqual([[], 'none']);
  });

  test("reads EspoCRM's administrator once, however often that is needed", async () => {
    const { calls } = await taken(() => undefined);
    expect(calls.filter((call) => call === 'read the EspoCRM administrator sign-in')).toHaveLength(1);
  });

  test('that is not settled is followed by another, which knows how many came before', async () => {
    const { queue } = await taken(failing('read the settings', aFailure({ retry: 'soon' })), 2);
    expect(queue).toEqual([{ connection: 'acme', attempt: 3, delayMs: 240_000 }]);
  });

  test.each<[string, number, MemoryWorld['queue']]>([
    ['is asked for again in a minute', 0, [{ connection: 'acme', attempt: 1, delayMs: 60_000 }]],
    ['is asked for again later each time', 2, [{ connection: 'acme', attempt: 3, delayMs: 240_000 }]],
    ['is left to the timer after half a day', 16, []],
  ])('that another worker has %s, and left alone', async (_what, attempt, expected) => {
    const busy = ({ document }: MemoryWorld) => {
      document.held = true;
    };
    const { queue, document, lines, registrations } = await taken(busy, attempt);
    expect([queue, lines, registrations.credentials]).toEqual([expected, [], []]);
    expect(document).toMatchObject({ held: true });
    expect(document.outcome).toBeUndefined();
  });

  test('that is not there is let go, with a line', async () => {
    const removed = ({ document }: MemoryWorld) => {
      delete document.spec;
    };
    const { queue, lines, registrations, failure } = await taken(removed);
    expect(lines).toEqual([['info', 'work.ignored', { connection: 'acme', reason: 'no such connection' }]]);
    expect([queue, registrations.credentials, failure]).toEqual([[], [], 'none']);
  });

  const PARKED = ['error', 'work.parked', { connection: 'acme' }];
  test.each<[string, readonly [boolean?], readonly unknown[]]>([
    ['is delivered again, without a word', [], []],
    ['is delivered again, without a word, where more tries follow', [false], []],
    ['is parked after the last try, with a line', [true], [PARKED]],
  ])('and storage does not answer %s', async (_what, isLastTry, expected) => {
    const { lines, failure } = await taken(failing('take the connection', unsent), 0, ...isLastTry);
    expect([lines, failure]).toEqual([expected, unsent]);
  });

  test('is not parked where it was taken, be it at the last try', async () => {
    const { lines } = await taken(() => undefined, 0, true);
    expect(lines.map(([_level, event]) => event)).not.toContain('work.parked');
  });
});

describe('a message that asks to check', () => {
  /** `new` and `due` need a whole look; `waiting` and `gone` do not; the others cannot be found out about, or asked for. */
  type Kind = 'new' | 'due' | 'waiting' | 'gone' | 'unreadable' | 'unsendable';
  const blocked: Ended = {
    ...{ kind: 'ended', state: 'blocked', done: [], at: NOW, recheckAt: day(1) },
    health: { status: 'fail', problems: [] },
  };
  const OUTCOMES: Partial<Record<Kind, Outcome>> = { waiting: blocked, due: { ...blocked, recheckAt: NOW } };

  /** Connections named by what they are like, with a number: `new 1`. */
  async function taken(check: readonly string[], ...isLastTry: readonly [boolean?]) {
    const { connector } = createMemoryWorld();
    const { log, lines } = createKeptLog();
    const queue: [message: Message, delayMs: number][] = [];
    let underWay = 0;
    let together = 0;
    const checking: Connector = {
      ...connector,
      connections: {
        ...connector.connections,
        async find(name) {
          underWay += 1;
          together = Math.max(together, underWay);
          await new Promise(setImmediate);
          underWay -= 1;
          if (name.startsWith('unreadable')) throw unreadable;
          const outcome = Object.entries(OUTCOMES).find(([kind]) => name.startsWith(kind))?.[1];
          return name.startsWith('gone') ? undefined : { spec: aSpec({ name }), outcome };
        },
      },
      queue: {
        async add(message, delayMs) {
          await new Promise(setImmediate);
          if ('connection' in message && message.connection.startsWith('unsendable')) throw unsent;
          queue.push([message, delayMs]);
        },
      },
    };
    const { failure } = await takeMessage({ check }, checking, log, ...isLastTry).then(
      () => ({ failure: 'none' }),
      (error: unknown) => ({ failure: error }),
    );
    return { queue, lines, failure, together };
  }
  const askedFor = (names: readonly string[]) => names.map((connection) => [{ connection, attempt: 0 }, 0]);

  test.each<[string, readonly string[], readonly string[]]>([
    ['none asks for none', [], []],
    ['one that was never reconciled asks for it', ['new 1'], ['new 1']],
    ['one that is due asks for it', ['due 1'], ['due 1']],
    ['one that may wait asks for none', ['waiting 1'], []],
    ['one that was removed in the meantime asks for none', ['gone 1'], []],
    [
      'several asks at once for each of those that may not wait',
      ['waiting 1', 'new 1', 'gone 1', 'due 1', 'new 2', 'waiting 2', 'waiting 3'],
      ['new 1', 'due 1', 'new 2'],
    ],
  ])('%s, and a line says which', async (_what, check, looked) => {
    const { queue, lines, failure } = await taken(check);
    expect(queue).toEqual(askedFor(looked));
    expect(lines).toEqual([['info', 'health.glanced', { waiting: check.length - looked.length, looked }]]);
    expect(failure).toBe('none');
  });

  test('checks one connection at a time', async () => {
    expect((await taken(['new 1', 'waiting 1', 'new 2', 'new 3'])).together).toBe(1);
  });

  test.each<[string, readonly string[], Error, readonly string[]]>([
    ['one whose document cannot be read', ['unreadable 1'], unreadable, []],
    [
      'one whose document cannot be read, and others: these are checked',
      ['new 1', 'unreadable 1', 'waiting 1', 'new 2'],
      unreadable,
      ['new 1', 'new 2'],
    ],
    [
      'one that cannot be asked for, and others: these are checked',
      ['unsendable 1', 'due 1', 'new 1'],
      unsent,
      ['due 1', 'new 1'],
    ],
    ['several that fail: the first is told of', ['unsendable 1', 'unreadable 1', 'new 1'], unsent, ['new 1']],
    ['several that fail otherwise: the first is told of', ['unreadable 1', 'unsendable 1'], unreadable, []],
  ])('%s; the message is delivered again', async (_what, check, expected, looked) => {
    const { queue, lines, failure } = await taken(check);
    expect([queue, lines, failure]).toEqual([askedFor(looked), [], expected]);
    expect(await taken(check, false)).toEqual(await taken(check));
  });

  test('and fails at the last try is parked, with a line for each connection that it names', async () => {
    const check = ['new 1', 'unreadable 1', 'waiting 1'];
    const { lines, failure } = await taken(check, true);
    expect(lines).toEqual(check.map((connection) => ['error', 'work.parked', { connection }]));
    expect(failure).toBe(unreadable);
  });

  test('and is taken at the last try is not parked', async () => {
    expect((await taken(['new 1'], true)).lines).toEqual([
      ['info', 'health.glanced', { waiting: 0, looked: ['new 1'] }],
    ]);
  });
});
