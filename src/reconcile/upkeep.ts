/** The course that keeps a connection working: the plan of `core/decide/plan`, and a proof that EspoCRM's secret works. */
import { actionsOf, type Plan, type UpkeepAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { plan } from '../core/decide/plan';
import { type Duration, later, minutes } from '../core/duration';
import type { AppId } from '../core/ids';
import type { Observation } from '../core/observation';
import type { Outcome } from '../core/outcome';
import { carryOut } from './actions/carryOut';
import { confirm, confirmStored } from './confirm';
import type { Connector, LeasedConnection } from './connector';
import { fingerprinted } from './fingerprint';
import { type Course, follow, type Progress } from './loop';
import { observe, observeTheRest } from './observe';
import { endedOutcome, stoppedOutcome } from './outcome';
import type { Log, Ports } from './ports';

/** Whether its sign-in really works is asked at every daily look, which may come two hours early. */
const CONFIRM_EVERY: Duration = minutes(21 * 60);

interface UpkeepRun extends Progress<UpkeepAction> {
  readonly confirmedAt: Date | undefined;
  /** Of the registration, when it was last seen. */
  readonly appId: AppId | undefined;
  /** Whether EspoCRM was asked to use its secret, apart from deliveries. */
  readonly hasConfirmed: boolean;
  /** Whether a delivery of this run has shown that asking tells something. */
  readonly askingTells: boolean;
}

/** Brings one connection to what its specification wants, as far as that is possible in the time there is. */
export function keepUp(
  leased: LeasedConnection,
  connector: Connector,
  log: Log,
  settleWithin: Duration,
): Promise<Outcome> {
  const { ports } = connector;
  const before = leased.lastOutcome();
  const begun = {
    done: [],
    confirmedAt: before?.confirmedAt,
    appId: before?.appId,
    hasConfirmed: false,
    askingTells: false,
  };
  const course = upkeep(leased.spec(), before, ports);
  return follow<UpkeepAction, Observation, UpkeepRun>(course, begun, { leased, clock: ports.clock, log, settleWithin });
}

const upkeep = (
  spec: ConnectionSpec,
  before: Outcome | undefined,
  ports: Ports,
): Course<UpkeepAction, Observation, UpkeepRun> => ({
  look: ({ appId, done }) => observe(spec, ports, { lastAppId: appId, isAgain: done.length > 0 }),

  plan: (seen) => plan(spec, seen),

  async lookCloser(seen, run) {
    const whole = run.done.length > 0 ? seen : await observeTheRest(spec, seen, ports);
    if (!isConfirmationDue(whole, run)) return { seen: whole, run };
    const heldSecret = await (run.askingTells ? confirm(spec, true, ports) : confirmStored(spec, whole, ports));
    const confirmedAt = heldSecret === 'accepted' ? whole.at : run.confirmedAt;
    return { seen: { ...whole, heldSecret }, run: { ...run, hasConfirmed: true, confirmedAt } };
  },
  isTooSoon: (next, { at }) => (before && isTooSoon(next, before, at) ? before : undefined),

  async act(action, seen, run) {
    const heldSecret = await carryOut(action, { spec, seen, ports });
    const acted = { ...run, appId: seen.registration?.appId };
    if (action.kind !== 'deliver') return acted;
    const isAccepted = heldSecret === 'accepted';
    return { ...acted, confirmedAt: isAccepted ? ports.clock.now() : undefined, askingTells: isAccepted };
  },
  ended: (seen, next, run) => fingerprinted(endedOutcome(spec, seen, next, run), seen),

  stopped: (facts, run, seen, failedIn) => stoppedOutcome(facts, { ...run, failedIn }, seen, before, ports.clock.now()),
});

/** Once a run: when the last proof is a day old, and whenever a secret was removed that EspoCRM might still hold. */
function isConfirmationDue({ at }: Observation, { done, confirmedAt, hasConfirmed }: UpkeepRun): boolean {
  if (hasConfirmed) return false;
  if (done.length > 0) return done.at(-1)?.kind === 'retire';
  return !confirmedAt || at >= later(confirmedAt, CONFIRM_EVERY);
}

/** Each try to add a secret is another credential: what stopped the last is given its time, however many messages ask. */
function isTooSoon(next: Plan, before: Outcome, at: Date): boolean {
  if (before.kind !== 'stopped' || before.failedIn !== 'issue' || before.failure.retry !== 'later') return false;
  return actionsOf(next)[0]?.kind === 'issue' && at < before.recheckAt;
}

/** What would be done first, without doing it. Throws a Failure when something cannot be read. */
export async function preview(spec: ConnectionSpec, ports: Ports): Promise<Plan> {
  return plan(spec, await observe(spec, ports, { lastAppId: undefined, isAgain: false }));
}
