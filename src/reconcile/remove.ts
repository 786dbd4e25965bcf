/** Ends a connection: looks, decides, acts and looks again, until nothing of ours is left. */
import type { RemovalAction } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { planRemoval, type RemovalSeen } from '../core/decide/removal';
import type { Duration } from '../core/duration';
import { ACTION_EVENTS } from './actionEvents';
import { failedOutcome, type Outcome, removalOutcome } from './outcome';
import { persevere } from './persevere';
import type { Log, Outside } from './ports';
import { retire } from './retire';
import type { HeldConnection } from './services';

/** More rounds than a removal has steps. */
const MAX_ROUNDS = 6;

/** `settled` means that nothing is left to do. Never throws for anything outside, as `reconcile`. */
export function remove(held: HeldConnection, outside: Outside, log: Log, settleWithin: Duration): Promise<Outcome> {
  const spec = held.spec();
  const before = held.lastOutcome();
  const done: RemovalAction[] = [];

  async function turn(): Promise<Outcome | undefined> {
    const seen = await look(spec, before, done, outside);
    const next = planRemoval(spec, seen);
    if (next.actions.length === 0 || done.length >= MAX_ROUNDS) return removalOutcome(seen, next, done, before);
    for (const action of next.actions) {
      held.assertHeld();
      await end(action, spec, seen, outside);
      done.push(action);
      log.info(ACTION_EVENTS[action.kind], { connection: spec.name, ...action });
    }
    return undefined;
  }

  return persevere(
    {
      turn,
      failed: (facts) => log.warn('reconcile.failed', { connection: spec.name, ...facts }),
      givenUp: (facts) =>
        failedOutcome(facts, undefined, { done, confirmedAt: undefined }, before, outside.clock.now()),
    },
    settleWithin,
    outside.clock,
  );
}

/** One look at what is left; an EspoCRM that is gone is not asked. */
async function look(
  spec: ConnectionSpec,
  before: Outcome | undefined,
  done: readonly RemovalAction[],
  { registrations, vault, espocrm, clock }: Outside,
): Promise<RemovalSeen> {
  const { name, removal, adopt } = spec;
  const at = clock.now();
  const readEspoCrm = async () => espocrm.read(spec, await vault.readAdmin(name), []);
  const [registration, vaultSecret, seen] = await Promise.all([
    registrations.read(name, { adopted: adopt?.applicationId, lastAppId: before?.appId }),
    vault.whoseSecret(name),
    removal?.espocrmIsGone ? undefined : readEspoCrm(),
  ]);
  const isDeregistered = [...(before?.done ?? []), ...done].some(({ kind }) => kind === 'deregister');
  const known = { lastAppId: before?.appId, isDeregistered, missingSince: before?.missingSince };
  return { at, registration, ...known, vaultSecret, espocrm: seen };
}

async function end(action: RemovalAction, spec: ConnectionSpec, { at, registration }: RemovalSeen, outside: Outside) {
  const { registrations, vault, espocrm } = outside;
  if (action.kind === 'detach') await espocrm.detach(spec, await vault.readAdmin(spec.name));
  else if (action.kind === 'discard') await vault.discard(spec.name);
  else if (!registration) throw new TypeError(`The action ${action.kind} needs a registration.`);
  else if (action.kind === 'deregister') await registrations.remove(registration.objectId);
  else await retire(action.keyId, spec, { at, superseded: await vault.readVersions(spec.name) }, registration, outside);
}
