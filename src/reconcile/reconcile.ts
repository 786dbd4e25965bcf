/** The loop: look, decide, act, and look again until nothing is left to do. Nothing here depends on what woke it up. */
import type { UpkeepAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { type Plan, plan } from '../core/decide/plan';
import { type Duration, later, minutes } from '../core/duration';
import type { Observation } from '../core/observation';
import { ACTION_EVENTS } from './actionEvents';
import { apply } from './apply';
import { remembered } from './glance';
import { observe, observeTheRest } from './observe';
import { failedOutcome, type Outcome, settledOutcome } from './outcome';
import { persevere } from './persevere';
import type { Log, Outside } from './ports';
import { probe, probeStored } from './probe';
import type { HeldConnection } from './services';

/** More rounds than any plan needs; reaching it means the world does not keep what is written to it. */
const MAX_ROUNDS = 6;
/** Whether its sign-in really works is asked at every daily look, which may come two hours early. */
const PROBE_EVERY: Duration = minutes(21 * 60);

/** What one run has come to so far. */
interface Run {
  readonly done: UpkeepAction[];
  confirmedAt: Date | undefined;
  /** Of the registration, when it was last seen. */
  appId: string | undefined;
  /** The action that is under way; undefined while looking. */
  failedIn: UpkeepAction['kind'] | undefined;
  /** Whether EspoCRM was asked to use its secret, apart from deliveries. */
  probed: boolean;
  /** Whether a delivery of this run has shown that a probe tells something. */
  probeTells: boolean;
}

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
  const before = held.lastOutcome();
  const run: Run = {
    done: [],
    confirmedAt: before?.confirmedAt,
    appId: before?.appId,
    failedIn: undefined,
    probed: false,
    probeTells: false,
  };
  let seen: Observation | undefined;
  let round = 0;

  async function turn(): Promise<Outcome | undefined> {
    seen = undefined;
    run.failedIn = undefined;
    const isAgain = run.done.length > 0;
    seen = await observe(spec, outside, { lastAppId: run.appId, isAgain });
    run.appId = seen.registration?.appId;
    let next = plan(spec, seen);
    if (next.actions.length === 0 && !isAgain) seen = await observeTheRest(spec, seen, outside);
    if (next.actions.length === 0 && isProbeDue(seen, run)) {
      run.probed = true;
      const heldSecret = await (run.probeTells ? probe(spec, true, outside) : probeStored(spec, seen, outside));
      seen = { ...seen, heldSecret };
      if (seen.heldSecret === 'accepted') run.confirmedAt = seen.at;
      next = plan(spec, seen);
    }
    if (next.actions.length === 0 || round === MAX_ROUNDS)
      return remembered(settledOutcome(spec, seen, next, run), seen);
    if (before && isTooSoon(next, before, seen.at)) return before;
    await act(next, seen, held, outside, log, run);
    round += 1;
    return undefined;
  }

  return persevere(
    {
      turn,
      failed: (facts) => log.warn('reconcile.failed', { connection: spec.name, ...facts }),
      givenUp: (facts) => failedOutcome(facts, seen, run, before, outside.clock.now()),
    },
    settleWithin,
    outside.clock,
  );
}

/** Once a run: when the last proof is a day old, and whenever a secret was removed that EspoCRM might still hold. */
function isProbeDue({ at }: Observation, { done, confirmedAt, probed }: Run): boolean {
  if (probed) return false;
  if (done.length > 0) return done.at(-1)?.kind === 'retire';
  return !confirmedAt || at >= later(confirmedAt, PROBE_EVERY);
}

/** Each try to add a secret is another credential: what stopped the last is given its time, however many messages ask. */
function isTooSoon({ actions }: Plan, { failure, failedIn, recheckAt }: Outcome, at: Date): boolean {
  return actions[0]?.kind === 'issue' && failedIn === 'issue' && failure?.retry === 'later' && at < recheckAt;
}

/** All actions of one plan in order, stopping at the first that fails: a secret is only retired after a delivery. */
async function act(next: Plan, seen: Observation, held: HeldConnection, outside: Outside, log: Log, run: Run) {
  for (const action of next.actions) {
    held.assertHeld();
    run.failedIn = action.kind;
    const heldSecret = await apply(action, held.spec(), seen, outside);
    if (action.kind === 'deliver') {
      run.confirmedAt = heldSecret === 'accepted' ? outside.clock.now() : undefined;
      run.probeTells = heldSecret === 'accepted';
    }
    run.done.push(action);
    log.info(ACTION_EVENTS[action.kind], { connection: held.spec().name, ...action });
  }
}

/** What would be done first, without doing it. Throws a Failure when something cannot be read. */
export async function preview(spec: ConnectionSpec, outside: Outside): Promise<Plan> {
  return plan(spec, await observe(spec, outside, { lastAppId: undefined, isAgain: false }));
}
