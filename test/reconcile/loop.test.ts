import type { ActionKind, RemovalAction } from '../../src/core/action';
import type { Duration } from '../../src/core/duration';
import { Failure, type Retry } from '../../src/core/failure';
import type { Outcome } from '../../src/core/outcome';
import type { LeasedConnection } from '../../src/reconcile/connector';
import { type Course, follow, type Progress } from '../../src/reconcile/loop';
import { createKeptLog } from '../support/keptLog';
import { aFailure } from '../support/memoryWorld';
import { portsWith } from '../support/portsWith';
import { aSpec, NOW } from '../support/seen';
import { turn } from '../support/turns';

const retire = (keyId: string): RemovalAction => ({ kind: 'retire', reason: 'unwanted', keyId });
const DETACH: RemovalAction = { kind: 'detach', reason: 'unwanted' };
const DISCARD: RemovalAction = { kind: 'discard', reason: 'unwanted' };
const keyOf = (action: RemovalAction) => ('keyId' in action ? action.keyId : action.kind);

interface Seen {
  /** Which look of the run, from 1. */
  readonly look: number;
  readonly isCloser: boolean;
}

interface Run extends Progress<RemovalAction> {
  /** What the last action showed. */
  readonly shown?: string;
  readonly closerLooks?: number;
}

/** How the course was told that the run has ended. */
interface End {
  readonly by: 'itself' | 'a failure';
  readonly next?: 'act' | 'wait' | 'blocked' | 'idle';
  readonly seen: Seen | undefined;
  readonly run: Run;
  readonly code?: string;
  readonly failedIn?: ActionKind | undefined;
}

interface Case {
  /** What is to be done, in this order, a plan a turn; a plan is made again until its last action was done. */
  readonly plans?: readonly (readonly RemovalAction[])[];
  /** What only a closer look finds. */
  readonly hidden?: readonly RemovalAction[];
  readonly looksCloser?: boolean;
  /** What goes wrong at which look, and in which action. */
  readonly atLook?: (look: number) => Error | undefined;
  readonly atCloserLook?: (look: number) => Error | undefined;
  readonly atAct?: (key: string) => Error | undefined;
  /** How many actions may begin before the lease is lost. */
  readonly leasedFor?: number;
  readonly settleWithin?: Duration;
  readonly lookMs?: number;
  /** Whether it is too soon for what is planned at a look: the outcome that then stands. */
  readonly tooSoon?: (look: number) => Outcome | undefined;
}

const anOutcome = (state: Outcome['state']): Outcome => ({
  ...{ kind: 'ended', state, done: [], at: NOW, recheckAt: NOW },
  health: { status: 'pass', problems: [] },
});

const within = (ms: number, months = 0): Duration => ({ months, ms });
const HOUR_MS = 3_600_000;

/** Follows a course that does what the plans say, in a world that remembers when it was looked at, and what it took. */
async function followed(given: Case) {
  const { clock } = portsWith({});
  const plans = [...(given.plans ?? [])];
  let hidden = given.hidden ?? [];
  const took: string[] = [];
  const lookedAt: number[] = [];
  const { log, lines } = createKeptLog();
  let begun = 0;
  let end: End | undefined;
  const outcome = anOutcome('settled');
  const failWith = (error: Error | undefined) => {
    if (error) throw error;
  };

  const course: Course<RemovalAction, Seen, Run> = {
    async look({ done }) {
      lookedAt.push(clock.now().getTime() - NOW.getTime());
      if (done.length !== took.length) throw new TypeError('A look is not told what was done.');
      if (lookedAt.length > 20) throw new TypeError('It never ends.');
      await clock.sleep(given.lookMs ?? 0);
      failWith(given.atLook?.(lookedAt.length));
      return { look: lookedAt.length, isCloser: false };
    },
    plan({ isCloser }) {
      const actions = plans[0] ?? (isCloser ? hidden : []);
      if (actions.length === 0) return { kind: 'idle', recheckAt: NOW };
      return { kind: 'act', actions, problems: [], recheckAt: NOW };
    },
    async act(action, { look }, run) {
      failWith(given.atAct?.(keyOf(action)));
      await turn();
      took.push(keyOf(action));
      if (plans[0]?.at(-1) === action) plans.shift();
      else if (hidden.at(-1) === action) hidden = [];
      return { ...run, done: [], shown: `${keyOf(action)} after look ${look}` };
    },
    isTooSoon: (next, { look }) => (next.kind === 'act' ? given.tooSoon?.(look) : undefined),
    ended(seen, next, run) {
      end = { by: 'itself', next: next.kind, seen, run };
      return outcome;
    },
    stopped({ code }, run, seen, failedIn) {
      end = { by: 'a failure', seen, run, code, failedIn };
      return outcome;
    },
    ...(given.looksCloser !== false && {
      async lookCloser(seen: Seen, run: Run) {
        await turn();
        failWith(given.atCloserLook?.(seen.look));
        return { seen: { ...seen, isCloser: true }, run: { ...run, closerLooks: (run.closerLooks ?? 0) + 1 } };
      },
    }),
  };
  const leased: LeasedConnection = {
    spec: () => aSpec(),
    lastOutcome: () => undefined,
    assertLeased() {
      begun += 1;
      if (begun > (given.leasedFor ?? 99)) throw aFailure({ system: 'Storage', code: 'lease-lost', retry: 'later' });
    },
    saveSpec: async () => undefined,
    saveOutcome: async () => undefined,
    forget: async () => undefined,
    release: async () => undefined,
  };
  const around = { leased, clock, log, settleWithin: given.settleWithin ?? within(60_000) };
  const { result } = await follow(course, { done: [] }, around).then(
    (value) => ({ result: value === outcome ? 'what the course says' : value }),
    (error: unknown) => ({ result: error }),
  );
  return { took, lookedAt, lines, end, done: end?.run.done.map(keyOf), result };
}

const failing = (retry: Retry) => aFailure({ code: 'ECONNRESET', retry });

describe('a run', () => {
  test('that finds nothing to do ends with what the course makes of it, without an action or a line', async () => {
    expect(await followed({})).toMatchObject({
      ...{ took: [], lookedAt: [0], lines: [], result: 'what the course says' },
      end: { by: 'itself', next: 'idle', seen: { look: 1, isCloser: true }, run: { done: [], closerLooks: 1 } },
    });
  });

  test('does what is planned in order, looks again, and goes on until nothing is left to do', async () => {
    const given = { plans: [[retire('key-0'), retire('key-1')], [DETACH], [DISCARD]] };
    const order = ['key-0', 'key-1', 'detach', 'discard'];
    expect(await followed(given)).toMatchObject({
      ...{ took: order, done: order, lookedAt: [0, 0, 0, 0], result: 'what the course says' },
      // Each action was told the look that called for it, and the run keeps what the last one showed.
      end: { by: 'itself', next: 'idle', run: { shown: 'discard after look 3' } },
    });
  });

  test('writes a line for each action that was done, with what the action names', async () => {
    const { lines } = await followed({ plans: [[retire('key-0')], [DETACH, DISCARD]] });
    expect(lines).toEqual([
      ['info', 'credential.retired', { connection: 'acme', kind: 'retire', reason: 'unwanted', keyId: 'key-0' }],
      ['info', 'espocrm.detached', { connection: 'acme', kind: 'detach', reason: 'unwanted' }],
      ['info', 'secret.deleted', { connection: 'acme', kind: 'discard', reason: 'unwanted' }],
    ]);
  });

  test('acts in six turns at most: where the world does not keep what is written, it ends with that still planned', async () => {
    const plans = Array.from({ length: 9 }, () => [DETACH]);
    // Also where it would be too soon to go on.
    const tooSoon = (look: number) => (look === 7 ? anOutcome('blocked') : undefined);
    const { took, end } = await followed({ plans, tooSoon });
    expect(took).toEqual(Array(6).fill('detach'));
    expect(end).toMatchObject({ by: 'itself', next: 'act', seen: { look: 7, isCloser: false } });
    expect(end?.run.closerLooks).toBeUndefined();
  });

  test('does not count turns that failed among those six', async () => {
    const plans = Array.from({ length: 6 }, () => [DETACH]);
    const atLook = (look: number) => (look <= 3 ? failing('soon') : undefined);
    expect(await followed({ plans, atLook })).toMatchObject({ took: { length: 6 }, end: { next: 'idle' } });
  });
});

describe('a closer look', () => {
  test('is only taken where there is nothing to do', async () => {
    const { end } = await followed({ plans: [[DETACH], [DISCARD]] });
    expect(end?.run.closerLooks).toBe(1);
  });

  test('that finds something has it done, and what it cost is remembered', async () => {
    expect(await followed({ hidden: [DETACH] })).toMatchObject({
      took: ['detach'],
      end: { next: 'idle', seen: { look: 2, isCloser: true }, run: { closerLooks: 2, shown: 'detach after look 1' } },
    });
  });

  test('is left out where a course has none', async () => {
    const { took, end } = await followed({ hidden: [DETACH], looksCloser: false });
    expect([took, end?.next, end?.seen]).toEqual([[], 'idle', { look: 1, isCloser: false }]);
  });
});

describe('what was tried too short a time ago', () => {
  const standing = anOutcome('settling');
  const tooSoon = (look: number) => (look === 2 ? standing : undefined);

  test('is not done, and the outcome before stands', async () => {
    const { took, result, end } = await followed({ plans: [[DETACH], [DISCARD]], tooSoon });
    expect([took, result, end]).toEqual([['detach'], standing, undefined]);
  });

  test('is of no matter where nothing is planned', async () => {
    expect(await followed({ plans: [[DETACH]], tooSoon })).toMatchObject({ end: { by: 'itself', next: 'idle' } });
  });
});

describe('a failure for good', () => {
  const never = (at: number | string) => (each: number | string) => (each === at ? failing('never') : undefined);

  test.each<[string, Case, Omit<End, 'by' | 'run'>, readonly string[]]>([
    ['while looking is told without a look', { atLook: never(1) }, { seen: undefined, failedIn: undefined }, []],
    [
      'while looking again is told without a look, and with what was done',
      { plans: [[DETACH]], atLook: never(2) },
      { seen: undefined, failedIn: undefined },
      ['detach'],
    ],
    [
      'at a closer look is told with the look before it',
      { atCloserLook: never(1) },
      { seen: { look: 1, isCloser: false }, failedIn: undefined },
      [],
    ],
    [
      'in an action is told with it and with the look that called for it',
      { plans: [[DETACH, DISCARD]], atAct: never('detach') },
      { seen: { look: 1, isCloser: false }, failedIn: 'detach' },
      [],
    ],
    [
      'in an action that a closer look called for is told with that',
      { hidden: [DETACH], atAct: never('detach') },
      { seen: { look: 1, isCloser: true }, failedIn: 'detach' },
      [],
    ],
    [
      'in one of several actions keeps what was done before it, and nothing after it is done',
      { plans: [[retire('key-0'), retire('key-1'), DISCARD, DETACH]], atAct: never('discard') },
      { seen: { look: 1, isCloser: false }, failedIn: 'discard' },
      ['key-0', 'key-1'],
    ],
    [
      'in a later turn keeps what was done in all turns before',
      { plans: [[DETACH], [retire('key-0')], [DISCARD]], atAct: never('discard') },
      { seen: { look: 3, isCloser: false }, failedIn: 'discard' },
      ['detach', 'key-0'],
    ],
  ])('%s', async (_what, given, expected, done) => {
    const { end, took, result, ...rest } = await followed(given);
    expect(end).toMatchObject({ by: 'a failure', code: 'ECONNRESET', ...expected });
    expect([rest.done, took, result]).toEqual([done, done, 'what the course says']);
  });

  test.each<[string, number, readonly string[]]>([
    ['before the first action: nothing is done', 0, []],
    ['before a later one: it is not done', 2, ['key-0', 'key-1']],
  ])('is the loss of the lease %s', async (_what, leasedFor, done) => {
    const plans = [[retire('key-0'), retire('key-1'), retire('key-2')]];
    const { end, took } = await followed({ plans, leasedFor });
    expect([took, end?.code, end?.seen]).toEqual([done, 'lease-lost', { look: 1, isCloser: false }]);
  });

  test('before the first action is in no action', async () => {
    const { end } = await followed({ plans: [[DETACH]], leasedFor: 0 });
    expect(end?.failedIn).toBeUndefined();
  });
});

describe('after a failure', () => {
  const soon = () => failing('soon');
  const always = (retry: Retry) => ({ atLook: () => failing(retry) });
  const PAUSES = [500, 1_500, 3_500, 7_500, 15_500, 23_500, 31_500];

  test.each<[string, Case, readonly number[]]>([
    [
      'it is tried again after pauses that double up to 8 s, as long as there is time',
      { ...always('soon'), settleWithin: within(31_500) },
      [0, ...PAUSES],
    ],
    [
      'it is not tried again where the next pause would take too long by a moment',
      { ...always('soon'), settleWithin: within(31_499) },
      [0, ...PAUSES.slice(0, -1)],
    ],
    ['it is not tried again where there is no time at all', { ...always('soon'), settleWithin: within(499) }, [0]],
    ['it is tried again once where there is time for that', { ...always('soon'), settleWithin: within(500) }, [0, 500]],
    ['what looks take counts', { ...always('soon'), lookMs: 1_000, settleWithin: within(3_499) }, [0, 1_500]],
    [
      'a month is taken for its shortest',
      { ...always('soon'), lookMs: 27 * 24 * HOUR_MS, settleWithin: within(0, 1) },
      [0, 27 * 24 * HOUR_MS + 500],
    ],
    ['that waiting does not mend in seconds, the run ends', always('later'), [0]],
    ['that a person has to mend, the run ends', always('never'), [0]],
    ['it goes on where it was mended', { atLook: (look) => (look < 3 ? soon() : undefined) }, [0, 500, 1_500]],
    [
      'another one waits longer, also where something was done between them',
      { plans: [[DETACH]], atLook: (look) => (look === 1 || look === 3 ? soon() : undefined) },
      [0, 500, 500, 1_500],
    ],
  ])('%s', async (_what, given, lookedAt) => {
    expect((await followed(given)).lookedAt).toEqual(lookedAt);
  });

  test('in an action, the whole plan is made again, and what was done is kept', async () => {
    let isBroken = true;
    const atAct = (key: string) => {
      if (key !== 'discard' || !isBroken) return undefined;
      isBroken = false;
      return soon();
    };
    const { took, done, lookedAt } = await followed({ plans: [[DETACH, DISCARD]], atAct });
    expect(took).toEqual(['detach', 'detach', 'discard']);
    expect([done, lookedAt]).toEqual([took, [0, 500, 500]]);
  });

  test('at a closer look, what was found before it is kept', async () => {
    const atCloserLook = (look: number) => (look === 2 ? soon() : undefined);
    const { end } = await followed({ hidden: [DETACH], atCloserLook });
    expect(end?.run).toMatchObject({ closerLooks: 2, done: [DETACH] });
  });

  test('a line says which, each time', async () => {
    const failure = new Failure({ ...soon().facts, status: 503, requestId: 'request-1' });
    const { lines } = await followed({ atLook: (look) => (look < 3 ? failure : undefined) });
    const line = ['warn', 'reconcile.failed', { connection: 'acme', ...failure.facts }];
    expect(lines).toEqual([line, line]);
  });
});

test.each<[string, Case]>([
  ['while looking', { atLook: () => new TypeError('a mistake') }],
  ['in an action', { plans: [[DETACH]], atAct: () => new TypeError('a mistake') }],
])('a mistake of ours %s is thrown on, and is no failure of the connection', async (_when, given) => {
  const { result, end, lines } = await followed(given);
  expect([result, end, lines]).toEqual([new TypeError('a mistake'), undefined, []]);
});
