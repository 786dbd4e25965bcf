import type { HealthStatus } from '../../src/core/outcome';
import { CHECKED_IN_A_SECOND, checkAll } from '../../src/reconcile/checkAll';
import type { ConnectionSummary, Connector } from '../../src/reconcile/connector';
import { createKeptLog } from '../support/keptLog';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';
import { NOW } from '../support/seen';

const summary = (name: string, health: HealthStatus): ConnectionSummary => ({
  ...{ name, espocrmUrl: 'https://crm.example.com', state: 'settled', health },
  ...{ secretExpiresAt: undefined, renewsAt: undefined, checkedAt: NOW },
});
const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `crm-${index}`);

interface Case {
  readonly connections: readonly ConnectionSummary[];
  /** What goes wrong with which message, from 0. */
  readonly lost?: ReadonlyMap<number, Error>;
}

/** The timer goes off: what then is on the queue, how much was on its way there at once, and what the log says. */
async function timer({ connections, lost }: Case) {
  const { connector } = createMemoryWorld();
  const { log, lines } = createKeptLog();
  const queue: { readonly names: readonly string[]; readonly delayMs: number }[] = [];
  let messages = 0;
  let onTheirWay = 0;
  let together = 0;
  const checking: Connector = {
    ...connector,
    connections: { ...connector.connections, list: async () => connections },
    queue: {
      async add(message, delayMs) {
        const failure = lost?.get(messages);
        messages += 1;
        onTheirWay += 1;
        together = Math.max(together, onTheirWay);
        await new Promise(setImmediate);
        onTheirWay -= 1;
        if (failure) throw failure;
        queue.push({ names: 'check' in message ? message.check : [], delayMs });
      },
    },
  };
  const { failure } = await checkAll(checking, log).then(
    () => ({ failure: 'none' }),
    (error: unknown) => ({ failure: error }),
  );
  return { queue, together, lines, failure };
}

const well = (count: number): Case => ({ connections: namesOf(count).map((name) => summary(name, 'pass')) });
const sizesAt = (second: number, queue: Awaited<ReturnType<typeof timer>>['queue']) =>
  queue.filter(({ delayMs }) => delayMs === second * 1_000).map(({ names }) => names.length);
const tens = (count: number): readonly number[] => Array(count).fill(10);

describe('the timer asks to check', () => {
  test.each<[string, number, readonly (readonly number[])[]]>([
    ['none of none', 0, []],
    ['a single one', 1, [[1]]],
    ['ten with one message', 10, [[10]]],
    ['eleven with two messages', 11, [[10, 1]]],
    ['120 in the first second, with twelve messages', 120, [tens(12)]],
    ['one more than that a second later', 121, [tens(12), [1]]],
    ['as many again in each second that follows', 365, [tens(12), tens(12), tens(12), [5]]],
  ])('%s', async (_what, count, bySecond) => {
    const { queue, failure } = await timer(well(count));
    expect(bySecond.map((_sizes, second) => sizesAt(second, queue))).toEqual(bySecond);
    expect(queue.flatMap(({ names }) => names)).toEqual(namesOf(count));
    expect(failure).toBe('none');
  });

  test('at a third of the pace that the smallest tenants are allowed at Graph', () => {
    expect(CHECKED_IN_A_SECOND).toBe(120);
    expect(CHECKED_IN_A_SECOND).toBeLessThan(0.35 * 350);
  });

  test.each<[string, number, number]>([
    ['all messages at once where there are few', 31, 310],
    ['32 messages at once where there are more', 32, 1_234],
  ])('with %s', async (_what, together, count) => {
    expect((await timer(well(count))).together).toBe(together);
  });
});

describe('a message that cannot be sent', () => {
  const first = aFailure({ system: 'Storage', code: 'first' });
  const second = aFailure({ system: 'Storage', code: 'second' });

  test.each<[string, ReadonlyMap<number, Error>, Error, (index: number) => boolean]>([
    ['keeps no other from being sent, and fails the timer', new Map([[0, first]]), first, (index) => index >= 10],
    [
      'keeps none of those sent after its lot from being sent',
      new Map([[31, first]]),
      first,
      (index) => index < 310 || index >= 320,
    ],
    [
      'is the one that is told of, where another cannot be sent either',
      new Map([
        [3, first],
        [40, second],
      ]),
      first,
      (index) => !(index >= 30 && index < 40) && !(index >= 400 && index < 410),
    ],
  ])('%s', async (_what, lost, expected, isSent) => {
    const { queue, failure } = await timer({ ...well(500), lost });
    expect(failure).toBe(expected);
    expect(queue.flatMap(({ names }) => names)).toEqual(namesOf(500).filter((_name, index) => isSent(index)));
  });

  test('is no reason to keep silent about how connections are doing', async () => {
    const { lines, failure } = await timer({ ...well(2), lost: new Map([[0, first]]) });
    expect(failure).toBe(first);
    expect(lines).toEqual([['info', 'health.started', { connections: 2, pass: 2, warn: 0, fail: 0 }]]);
  });
});

test.each<[string, readonly HealthStatus[], Readonly<Record<string, number>>]>([
  ['where there are none', [], { connections: 0, pass: 0, warn: 0, fail: 0 }],
  ['where one is well', ['pass'], { connections: 1, pass: 1, warn: 0, fail: 0 }],
  ['where one will not be well for long', ['warn'], { connections: 1, pass: 0, warn: 1, fail: 0 }],
  ['where one is not well', ['fail'], { connections: 1, pass: 0, warn: 0, fail: 1 }],
  [
    'where they differ',
    ['fail', 'pass', 'warn', 'pass', 'pass', 'warn'],
    { connections: 6, pass: 3, warn: 2, fail: 1 },
  ],
])('one line says how connections are doing %s', async (_where, healths, fields) => {
  const { lines } = await timer({ connections: healths.map((health, index) => summary(`crm-${index}`, health)) });
  expect(lines).toEqual([['info', 'health.started', fields]]);
});

test('where connections cannot be listed, nothing is asked for and nothing said of them', async () => {
  const { connector, queue } = createMemoryWorld();
  const { log, lines } = createKeptLog();
  const failure = aFailure({ system: 'Storage' });
  const connections = { ...connector.connections, list: () => Promise.reject(failure) };
  await expect(checkAll({ ...connector, connections }, log)).rejects.toBe(failure);
  expect([queue, lines]).toEqual([[], []]);
});
