/**
 * The loop: look, decide, act, and look again until nothing is left to do. Nothing here depends on what woke it up, and it is
 * the same whether a connection is kept up or removed: that is what a `Course` says.
 */
import { type Action, actionsOf, type Plan } from '../core/action';
import { type Duration, shortestMs } from '../core/duration';
import { Failure, type FailureFacts } from '../core/failure';
import type { Outcome } from '../core/outcome';
import type { LeasedConnection } from './connector';
import { ACTION_EVENTS } from './logEvents';
import type { Clock, Log } from './ports';

/** How a connection gets to where it is wanted. `Run`: what one run has come to so far; a value, replaced turn by turn. */
export interface Course<A extends Action, Seen, Run extends Progress<A>> {
  /** One look at everything outside. */
  look(run: Run): Promise<Seen>;
  plan(seen: Seen): Plan<A>;
  /** What a look costs only where it found nothing to do; left out where there is no more to see. */
  lookCloser?(seen: Seen, run: Run): Promise<{ readonly seen: Seen; readonly run: Run }>;
  /** Whether what is planned has to wait, for the reason that ended the run before; that outcome then stands. */
  isTooSoon?(next: Plan<A>, seen: Seen): Outcome | undefined;
  /** Carries out one action; answers the run with what the action showed. */
  act(action: A, seen: Seen, run: Run): Promise<Run>;
  ended(seen: Seen, next: Plan<A>, run: Run): Outcome;
  /** Of a run that something outside stopped; `seen` and `failedIn` are undefined when it was while looking. */
  stopped(facts: FailureFacts, run: Run, seen: Seen | undefined, failedIn: A['kind'] | undefined): Outcome;
}

export interface Progress<A extends Action> {
  /** What was done, in order. */
  readonly done: readonly A[];
}

interface Around {
  readonly leased: LeasedConnection;
  readonly clock: Clock;
  readonly log: Log;
  /** How long to go on waiting for what passes by itself. */
  readonly settleWithin: Duration;
}

type Turn<A extends Action, Seen, Run> =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'acted'; readonly run: Run }
  | {
      readonly kind: 'failed';
      readonly facts: FailureFacts;
      readonly run: Run;
      readonly seen: Seen | undefined;
      readonly failedIn: A['kind'] | undefined;
    };

/** More rounds than any plan needs; reaching it means the world does not keep what is written to it. */
const MAX_ROUNDS = 6;
/** Pauses before the next turn after a failure, in ms; the last one repeats. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;
const pauseMs = (failures: number): number => PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;

/**
 * Takes turns until one comes to an end, fails for longer than waiting helps, or runs out of time. Never throws for anything
 * outside: the outcome says what stopped it. Whatever is no Failure is thrown on.
 */
export async function follow<A extends Action, Seen, Run extends Progress<A>>(
  course: Course<A, Seen, Run>,
  begun: Run,
  around: Around,
): Promise<Outcome> {
  const { clock, log, leased, settleWithin } = around;
  const startedMs = clock.now().getTime();
  let run = begun;
  for (let rounds = 0, failures = 0; ; ) {
    const turn = await takeTurn(course, run, rounds === MAX_ROUNDS, around);
    if (turn.kind === 'ended') return turn.outcome;
    run = turn.run;
    if (turn.kind === 'acted') {
      rounds += 1;
      continue;
    }
    const { facts, seen, failedIn } = turn;
    log.warn('reconcile.failed', { connection: leased.spec().name, ...facts });
    failures += 1;
    const spentMs = clock.now().getTime() - startedMs;
    if (facts.retry !== 'soon' || spentMs + pauseMs(failures) > shortestMs(settleWithin))
      return course.stopped(facts, run, seen, failedIn);
    await clock.sleep(pauseMs(failures));
  }
}

/** One look and what it calls for: all actions of the plan in order, stopping at the first that fails. */
async function takeTurn<A extends Action, Seen, Run extends Progress<A>>(
  course: Course<A, Seen, Run>,
  begun: Run,
  isLast: boolean,
  { leased, log }: Around,
): Promise<Turn<A, Seen, Run>> {
  let run = begun;
  let seen: Seen | undefined;
  let doing: A['kind'] | undefined;
  try {
    seen = await course.look(run);
    let next = course.plan(seen);
    if (next.kind !== 'act' && course.lookCloser) {
      ({ seen, run } = await course.lookCloser(seen, run));
      next = course.plan(seen);
    }
    if (next.kind !== 'act' || isLast) return { kind: 'ended', outcome: course.ended(seen, next, run) };
    const standing = course.isTooSoon?.(next, seen);
    if (standing) return { kind: 'ended', outcome: standing };
    for (const action of actionsOf(next)) {
      leased.assertLeased();
      doing = action.kind;
      const acted = await course.act(action, seen, run);
      run = { ...acted, done: [...run.done, action] };
      log.info(ACTION_EVENTS[action.kind], { connection: leased.spec().name, ...action });
    }
    return { kind: 'acted', run };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { kind: 'failed', facts: error.facts, run, seen, failedIn: doing };
  }
}
