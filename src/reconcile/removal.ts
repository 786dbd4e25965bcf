/** The course that ends a connection, until nothing of ours is left. */
import type { RemovalAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { planRemoval, type RemovalSeen } from '../core/decide/removal';
import type { Duration } from '../core/duration';
import type { Outcome } from '../core/outcome';
import { end } from './actions/end';
import type { Connector, LeasedConnection } from './connector';
import { type Course, follow, type Progress } from './loop';
import { removalOutcome, stoppedOutcome } from './outcome';
import type { Log, Ports } from './ports';

type RemovalRun = Progress<RemovalAction>;

/** `settled` means that nothing is left to do. */
export function remove(
  leased: LeasedConnection,
  connector: Connector,
  log: Log,
  settleWithin: Duration,
): Promise<Outcome> {
  const { ports } = connector;
  const course = removal(leased.spec(), leased.lastOutcome(), ports);
  return follow<RemovalAction, RemovalSeen, RemovalRun>(
    course,
    { done: [] },
    { leased, clock: ports.clock, log, settleWithin },
  );
}

const removal = (
  spec: ConnectionSpec,
  before: Outcome | undefined,
  ports: Ports,
): Course<RemovalAction, RemovalSeen, RemovalRun> => ({
  look: ({ done }) => look(spec, before, done, ports),
  plan: (seen) => planRemoval(spec, seen),
  async act(action, seen, run) {
    await end(action, { spec, seen, ports });
    return run;
  },
  ended: (seen, next, { done }) => removalOutcome(seen, next, done, before),
  // What it saw is not told: that is about a connection that works.
  stopped: (facts, { done }) => stoppedOutcome(facts, { done }, undefined, before, ports.clock.now()),
});

/** One look at what is left; an EspoCRM that is gone is not asked. */
async function look(
  spec: ConnectionSpec,
  before: Outcome | undefined,
  done: readonly RemovalAction[],
  { registrations, vault, espocrm, clock }: Ports,
): Promise<RemovalSeen> {
  const { name, removal: wanted, adopt } = spec;
  const at = clock.now();
  const readEspoCrm = async () => espocrm.read(spec, await vault.readAdmin(name), []);
  const [registration, vaultSecret, seen] = await Promise.all([
    registrations.read(name, { adopted: adopt?.applicationId, lastAppId: before?.appId }),
    vault.whoseSecret(name),
    wanted?.espocrmIsGone ? undefined : readEspoCrm(),
  ]);
  const isDeregistered = [...(before?.done ?? []), ...done].some(({ kind }) => kind === 'deregister');
  const missingSince = before?.kind === 'ended' ? before.missingSince : undefined;
  return { at, registration, lastAppId: before?.appId, isDeregistered, missingSince, vaultSecret, espocrm: seen };
}
