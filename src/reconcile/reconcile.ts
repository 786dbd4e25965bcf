/** The loop: look, decide, act, and look again until nothing is left to do. Nothing here depends on what woke it up. */
import type { Action } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { type Duration, later, minutes, shortestMs } from '../core/duration';
import { Failure, type FailureFacts } from '../core/failure';
import { assess, assessUnseen } from '../core/health';
import type { Observation } from '../core/observation';
import { type Plan, plan } from '../core/plan';
import { apply } from './apply';
import { observe } from './observe';
import type { Outcome } from './outcome';
import type { HeldConnection, Log, Outside } from './ports';

/** More rounds than any plan needs; reaching it means the world does not keep what is written to it. */
const MAX_ROUNDS = 6;
/** Pauses before looking again after a failure that passes by itself, in ms; the last one repeats. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;

/**
 * Brings one connection to what its spec wants, as far as that is possible within `settleWithin`.
 * Never throws for anything outside: the outcome says what stopped it. Throws when the connection passed to another worker.
 */
export async function reconcile(
  held: HeldConnection,
  outside: Outside,
  log: Log,
  settleWithin: Duration,
): Promise<Outcome> {
  const spec = held.spec();
  const startedAt = outside.clock.now();
  const done: Action[] = [];
  for (let round = 0, pauses = 0; ; ) {
    let seen: Observation | undefined;
    try {
      seen = await observe(spec, outside);
      const next = plan(spec, seen);
      if (next.actions.length === 0 || round === MAX_ROUNDS) return settledOutcome(seen, next, done);
      await act(next, seen, held, outside, log, done);
      round += 1;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { facts } = error;
      log.warn('reconcile.failed', { connection: spec.name, ...facts });
      const pauseMs = PAUSES_MS[Math.min(pauses, PAUSES_MS.length - 1)] ?? 0;
      const spentMs = outside.clock.now().getTime() - startedAt.getTime();
      if (facts.retry !== 'soon' || spentMs + pauseMs > shortestMs(settleWithin))
        return failedOutcome(held, facts, seen, done, outside.clock.now());
      await outside.clock.sleep(pauseMs);
      pauses += 1;
    }
  }
}

/** All actions of one plan in order, stopping at the first that fails: a secret is only retired after a delivery. */
async function act(next: Plan, seen: Observation, held: HeldConnection, outside: Outside, log: Log, done: Action[]) {
  for (const action of next.actions) {
    held.assertHeld();
    await apply(action, held.spec(), seen, outside);
    done.push(action);
    log.info(EVENTS[action.kind], { connection: held.spec().name, ...action });
  }
}

const EVENTS = {
  register: 'registration.written',
  issue: 'credential.issued',
  deliver: 'credential.delivered',
  retire: 'credential.retired',
} as const satisfies Record<Action['kind'], string>;

function settledOutcome(seen: Observation, next: Plan, done: readonly Action[]): Outcome {
  const state = next.problems.length > 0 ? 'blocked' : next.actions.length > 0 ? 'settling' : 'settled';
  const recheckAt = state === 'settling' ? later(seen.at, RETRY_AFTER.soon) : next.recheckAt;
  const { registration } = seen;
  return {
    state,
    health: assess(seen, next),
    done,
    failure: undefined,
    appId: registration?.appId,
    at: seen.at,
    recheckAt,
  };
}

const RETRY_AFTER: Record<FailureFacts['retry'], Duration> = {
  soon: minutes(1),
  later: minutes(15),
  never: minutes(24 * 60),
};

function failedOutcome(
  held: HeldConnection,
  facts: FailureFacts,
  seen: Observation | undefined,
  done: readonly Action[],
  at: Date,
): Outcome {
  const reason = { code: 'outside-failure', detail: new Failure(facts).message } as const;
  const stored = seen ? [seen.stored, ...seen.superseded].find((each) => each?.inUseSince) : undefined;
  const expiresAt = stored?.expiresAt ?? held.lastOutcome()?.health.secretExpiresAt;
  return {
    state: facts.retry === 'never' ? 'blocked' : 'settling',
    health: assessUnseen(at, expiresAt, reason),
    done,
    failure: facts,
    appId: seen?.registration?.appId ?? held.lastOutcome()?.appId,
    at,
    recheckAt: later(at, RETRY_AFTER[facts.retry]),
  };
}

/** What would be done first, without doing it. Throws a Failure when something cannot be read. */
export async function preview(spec: ConnectionSpec, outside: Outside): Promise<Plan> {
  return plan(spec, await observe(spec, outside));
}
