/** The loop: look, decide, act, and look again until nothing is left to do. Nothing here depends on what woke it up. */
import type { Action } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { type Duration, later, minutes, shortestMs } from '../core/duration';
import { Failure } from '../core/failure';
import type { Observation } from '../core/observation';
import { type Plan, plan } from '../core/plan';
import { apply } from './apply';
import { observe } from './observe';
import { failedOutcome, type Outcome, settledOutcome } from './outcome';
import type { AdminSignIn, Log, Outside } from './ports';
import { probeStored } from './probe';
import type { HeldConnection } from './services';

/** More rounds than any plan needs; reaching it means the world does not keep what is written to it. */
const MAX_ROUNDS = 6;
/** Pauses before looking again after a failure that passes by itself, in ms; the last one repeats. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;
/** A connection without anything else to do is asked this often whether its sign-in really works. */
const PROBE_EVERY: Duration = minutes(23 * 60);

/** What one run has come to so far. */
interface Run {
  readonly done: Action[];
  confirmedAt: Date | undefined;
  /** The action that is under way; undefined while looking. */
  failedIn: Action['kind'] | undefined;
  /** Whether EspoCRM was asked to use its secret, apart from deliveries. */
  probed: boolean;
}

/**
 * Brings one connection to what its spec wants, as far as that is possible within `settleWithin`.
 * Never throws for anything outside: the outcome says what stopped it. Throws when the connection passed to another worker.
 */
export async function reconcile(
  held: HeldConnection,
  everything: Outside,
  log: Log,
  settleWithin: Duration,
): Promise<Outcome> {
  const spec = held.spec();
  const outside = withAdminOnce(everything);
  const startedAt = outside.clock.now();
  const before = held.lastOutcome();
  const run: Run = { done: [], confirmedAt: before?.confirmedAt, failedIn: undefined, probed: false };
  for (let round = 0, pauses = 0; ; ) {
    let seen: Observation | undefined;
    try {
      run.failedIn = undefined;
      seen = await observe(spec, outside);
      let next = plan(spec, seen);
      if (next.actions.length === 0 && isProbeDue(seen, run)) {
        run.probed = true;
        seen = { ...seen, heldSecret: await probeStored(spec, seen, outside) };
        if (seen.heldSecret === 'accepted') run.confirmedAt = seen.at;
        next = plan(spec, seen);
      }
      if (next.actions.length === 0 || round === MAX_ROUNDS) return settledOutcome(seen, next, run);
      if (before && isTooSoon(next, before, seen.at)) return before;
      await act(next, seen, held, outside, log, run);
      round += 1;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { facts } = error;
      log.warn('reconcile.failed', { connection: spec.name, ...facts });
      const pauseMs = PAUSES_MS[Math.min(pauses, PAUSES_MS.length - 1)] ?? 0;
      const spentMs = outside.clock.now().getTime() - startedAt.getTime();
      if (facts.retry !== 'soon' || spentMs + pauseMs > shortestMs(settleWithin))
        return failedOutcome(facts, seen, run, before, outside.clock.now());
      await outside.clock.sleep(pauseMs);
      pauses += 1;
    }
  }
}

/** EspoCRM's administrator sign-in is read once a run: every look and every delivery needs it, and it hardly ever changes. */
function withAdminOnce({ vault, ...others }: Outside): Outside {
  let admin: Promise<AdminSignIn> | undefined;
  const readAdmin = (connection: string) => {
    admin ??= vault.readAdmin(connection).catch((error) => {
      admin = undefined;
      throw error;
    });
    return admin;
  };
  return { ...others, vault: { ...vault, readAdmin } };
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
    if (action.kind === 'deliver') run.confirmedAt = heldSecret === 'accepted' ? outside.clock.now() : undefined;
    run.done.push(action);
    log.info(EVENTS[action.kind], { connection: held.spec().name, ...action });
  }
}

const EVENTS = {
  register: 'registration.written',
  issue: 'credential.issued',
  deliver: 'credential.delivered',
  retire: 'credential.retired',
} as const satisfies Record<Action['kind'], string>;

/** What would be done first, without doing it. Throws a Failure when something cannot be read. */
export async function preview(spec: ConnectionSpec, outside: Outside): Promise<Plan> {
  return plan(spec, await observe(spec, outside));
}
