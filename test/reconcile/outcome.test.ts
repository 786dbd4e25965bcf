import type { Plan, RemovalAction, UpkeepAction } from '../../src/core/action';
import { days, later } from '../../src/core/duration';
import type { FailureFacts, Retry } from '../../src/core/failure';
import type { Observation } from '../../src/core/observation';
import type { Ended, State } from '../../src/core/outcome';
import type { Problem } from '../../src/core/problem';
import { endedOutcome, removalOutcome, stoppedOutcome } from '../../src/reconcile/outcome';
import { aFailure } from '../support/memoryWorld';
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

const DUE = day(0.5);
const problem: Problem = { code: 'espocrm-url-differs', detail: 'It calls itself otherwise.' };
const ISSUE: UpkeepAction = { kind: 'issue', reason: 'expiring' };
const DETACH: RemovalAction = { kind: 'detach', reason: 'unwanted' };
const NO_RUN = { done: [], confirmedAt: undefined };

const IDLE: Plan<never> = { kind: 'idle', recheckAt: DUE };
const WAIT: Plan<never> = { kind: 'wait', recheckAt: DUE };
const BLOCKED: Plan<never> = { kind: 'blocked', problems: [problem], recheckAt: DUE };
const acting = <A extends UpkeepAction | RemovalAction>(action: A, ...problems: readonly Problem[]): Plan<A> => ({
  ...{ kind: 'act', actions: [action], problems, recheckAt: NOW },
});

describe('a run that ended by itself', () => {
  test.each<[string, Plan, State, Date]>([
    ['with nothing left to do is settled until something is due', IDLE, 'settled', DUE],
    ['with something that only takes time is settling until that has come', WAIT, 'settling', DUE],
    ['with something that a person must mend is blocked', BLOCKED, 'blocked', DUE],
    ['with something left to do is settling, for a minute', acting(ISSUE), 'settling', day(MINUTE)],
    [
      'with something to do and something that a person must mend is blocked, for a minute',
      acting(ISSUE, problem),
      'blocked',
      day(MINUTE),
    ],
  ])('%s', (_what, next, state, recheckAt) => {
    expect(endedOutcome(aSpec(), seen(), next, NO_RUN)).toMatchObject({ kind: 'ended', state, recheckAt });
  });

  test('tells what was done, and everything it saw that is of interest', () => {
    const theirs = { ...aCredential('theirs', day(-400), day(30)), displayName: 'by hand' };
    const registration = aRegistration({ otherCredentials: [theirs] });
    const observation = seen({ registration, stored: aStoredSecret({ expiresAt: day(631) }) });
    const run = { done: [ISSUE], confirmedAt: hour(-1) };
    expect(endedOutcome(aSpec(), observation, IDLE, run)).toEqual({
      kind: 'ended',
      state: 'settled',
      health: { status: 'pass', problems: [], secretExpiresAt: day(631) },
      done: [ISSUE],
      appId: 'app-1',
      otherSecrets: [{ keyId: 'theirs', displayName: 'by hand', expiresAt: day(30) }],
      notes: [expect.objectContaining({ code: 'user-names-cut-off' })],
      renewsAt: day(601),
      confirmedAt: hour(-1),
      at: NOW,
      recheckAt: DUE,
    });
  });

  test('tells how the connection is doing, by what is left to do and what it saw', () => {
    expect(endedOutcome(aSpec(), seen(), BLOCKED, NO_RUN).health).toEqual({
      ...{ status: 'warn', problems: [problem], secretExpiresAt: day(600) },
    });
    expect(endedOutcome(aSpec(), seen({ registration: undefined }), IDLE, NO_RUN).health.status).toBe('fail');
  });

  test('tells of no registration and no secret where there is none', () => {
    const observation = seen({ registration: undefined, stored: undefined });
    const outcome = endedOutcome(aSpec(), observation, acting(ISSUE), NO_RUN);
    expect([outcome.appId, outcome.otherSecrets, outcome.renewsAt]).toEqual([undefined, undefined, undefined]);
  });

  test('tells of nothing to note where there is nothing', () => {
    const stored = aStoredSecret({ expiresAt: day(631) });
    const observation = seen({ stored, espocrm: anEspoCrm({ userNameLength: 255 }) });
    expect(endedOutcome(aSpec(), observation, IDLE, NO_RUN).notes).toEqual([]);
  });
});

const before: Ended = {
  ...{ kind: 'ended', state: 'settled', done: [], at: day(-1), recheckAt: NOW },
  health: { status: 'pass', problems: [], secretExpiresAt: day(100) },
  appId: 'app-before',
  otherSecrets: [{ keyId: 'theirs', expiresAt: day(30) }],
  notes: [{ code: 'validity-shortened', detail: 'It was made shorter.' }],
  renewsAt: day(70),
  confirmedAt: day(-2),
};

describe('a removal that ended by itself', () => {
  const left = {
    ...{ at: NOW, registration: undefined, lastAppId: 'app-before', isDeregistered: false, missingSince: undefined },
    ...{ espocrm: undefined, vaultSecret: 'none' as const },
  };

  test('with nothing left is settled, and tells what was done and of which registration', () => {
    expect(removalOutcome(left, IDLE, [DETACH], before)).toEqual({
      ...{ kind: 'ended', state: 'settled', health: { status: 'warn', problems: [] }, done: [DETACH] },
      ...{ appId: 'app-before', at: NOW, recheckAt: DUE },
    });
  });

  test.each<[string, Plan<RemovalAction>, State, readonly Problem[]]>([
    ['with something left is settling', acting(DETACH), 'settling', []],
    ['with something that only takes time is settling', WAIT, 'settling', []],
    ['with something that a person must mend is blocked', BLOCKED, 'blocked', [problem]],
  ])('%s', (_what, next, state, problems) => {
    const { health, ...outcome } = removalOutcome(left, next, [], before);
    expect([outcome.state, health, outcome.recheckAt]).toEqual([state, { status: 'warn', problems }, next.recheckAt]);
  });

  test('tells of the registration that it sees, and of none where none was ever seen', () => {
    expect(removalOutcome({ ...left, registration: aRegistration() }, IDLE, [], before).appId).toBe('app-1');
    expect(removalOutcome(left, IDLE, [], undefined).appId).toBeUndefined();
  });

  test.each<[string, Plan<RemovalAction>, Date | undefined, Date | undefined]>([
    ['the first time, while it waits for a registration that is not shown', WAIT, undefined, NOW],
    ['the first time it was missed, as long as it waits', WAIT, hour(-1), hour(-1)],
    ['nothing, once it does not wait any more', IDLE, hour(-1), undefined],
    ['nothing, while something is left to do', acting(DETACH), hour(-1), undefined],
  ])('remembers %s', (_what, next, missingSince, expected) => {
    expect(removalOutcome({ ...left, missingSince }, next, [], before).missingSince).toEqual(expected);
  });
});

describe('a run that something outside stopped', () => {
  const failure: FailureFacts = aFailure({ code: 'ECONNRESET', retry: 'later' }).facts;
  const stopped = (observation: Observation | undefined, facts = failure, known: Ended | undefined = before) =>
    stoppedOutcome(facts, { ...NO_RUN, failedIn: undefined }, observation, known, NOW);

  test.each<[Retry, State, Date]>([
    ['soon', 'settling', day(MINUTE)],
    ['later', 'settling', day(15 * MINUTE)],
    ['never', 'blocked', later(NOW, days(1))],
  ])('that may pass %s is %s', (retry, state, recheckAt) => {
    expect(stopped(undefined, { ...failure, retry })).toMatchObject({ kind: 'stopped', state, recheckAt });
  });

  test('tells what stopped it and what was done, and the rest from the outcome before', () => {
    const run = { done: [ISSUE], confirmedAt: hour(-1), failedIn: 'deliver' as const };
    expect(stoppedOutcome(failure, run, undefined, before, NOW)).toEqual({
      kind: 'stopped',
      state: 'settling',
      health: {
        status: 'warn',
        problems: [{ code: 'outside-failure', detail: aFailure({ code: 'ECONNRESET', retry: 'later' }).message }],
        secretExpiresAt: day(100),
      },
      done: [ISSUE],
      failure,
      failedIn: 'deliver',
      appId: 'app-before',
      otherSecrets: before.otherSecrets,
      notes: before.notes,
      renewsAt: day(70),
      confirmedAt: hour(-1),
      at: NOW,
      recheckAt: day(15 * MINUTE),
    });
  });

  test('before anything was ever seen tells that nobody can sign in yet', () => {
    const run = { ...NO_RUN, failedIn: undefined };
    expect(stoppedOutcome(failure, run, undefined, undefined, NOW)).toMatchObject({
      health: { status: 'fail', secretExpiresAt: undefined },
      ...{ appId: undefined, otherSecrets: undefined, notes: undefined, renewsAt: undefined },
    });
  });

  const inUse = (expiresAt: Date) => aStoredSecret({ expiresAt });
  const notInUse = aStoredSecret({ version: 'version-2', inUseSince: undefined, expiresAt: day(700) });
  test.each<[string, Observation | undefined, Date]>([
    ['as it was seen', seen({ stored: inUse(day(200)) }), day(200)],
    [
      'of the newest that EspoCRM has taken',
      seen({ stored: inUse(day(700)), superseded: [inUse(day(200))] }),
      day(700),
    ],
    [
      'of the one that EspoCRM holds, where a newer one is stored',
      seen({ stored: notInUse, superseded: [inUse(day(200))] }),
      day(200),
    ],
    ['as it was known before, where EspoCRM holds none that was seen', seen({ stored: notInUse }), day(100)],
    ['as it was known before, where no secret was seen', seen({ stored: undefined }), day(100)],
    ['as it was known before, where nothing was seen', undefined, day(100)],
  ])('tells the expiry %s', (_what, observation, expiresAt) => {
    expect(stopped(observation).health.secretExpiresAt).toEqual(expiresAt);
  });

  test('tells of the registration that it saw, else of the one before', () => {
    expect(stopped(seen()).appId).toBe('app-1');
    expect(stopped(seen({ registration: undefined })).appId).toBe('app-before');
  });
});
