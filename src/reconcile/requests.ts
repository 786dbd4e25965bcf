/** What people ask for: each request changes what is wanted of a connection, and brings it about as far as the time allows. */
import { asWantedNow, type ConnectionSpec, type Removal, type Rotation } from '../core/connection';
import type { ConnectionName } from '../core/ids';
import type { Outcome } from '../core/outcome';
import { withAdminAsked } from './adminAsked';
import type { Connector, LeasedConnection } from './connector';
import type { Log } from './ports';
import { settle } from './settle';

/** What is wanted of a connection after a request, and what came of it. */
export type Answered = { readonly spec: ConnectionSpec; readonly outcome: Outcome };

/** `busy` when another worker has the connection and keeps it: an existing specification is then unchanged. */
export async function provision(spec: ConnectionSpec, given: Connector, log: Log): Promise<Answered | 'busy'> {
  const connector = withAdminAsked(given, spec.name);
  const created = await connector.connections.create(spec);
  const leased = await leaseWhenFree(spec.name, connector);
  // Removed by another worker in the meantime; the next request stores it again.
  if (leased === 'busy' || leased === undefined) return 'busy';
  if (created === 'exists') await change(leased, (before) => asWantedNow(spec, before, connector.ports.clock.now()));
  log.info('connection.provisioned', { connection: spec.name, created: created === 'created' });
  return answered(leased, connector, log);
}

/** Replaces every version that Key Vault holds when it is asked for. Undefined when there is no such connection. */
export async function rotate(
  name: ConnectionName,
  { reason, revoke }: Pick<Rotation, 'reason' | 'revoke'>,
  given: Connector,
  log: Log,
): Promise<Answered | 'busy' | undefined> {
  const connector = withAdminAsked(given, name);
  const { clock, vault } = connector.ports;
  const leased = await leaseWhenFree(name, connector);
  if (leased === 'busy' || leased === undefined) return leased;
  await change(leased, async (spec) => {
    const replaces = (await vault.readVersions(name)).map(({ keyId }) => keyId);
    return { ...spec, rotation: { requestedAt: clock.now(), reason, revoke, replaces } };
  });
  log.info('rotation.requested', { connection: name, reason, revoke });
  return answered(leased, connector, log);
}

/** Removes a connection. Undefined when there is none of that name. */
export async function deprovision(
  name: ConnectionName,
  removal: Removal,
  given: Connector,
  log: Log,
): Promise<Answered | 'busy' | undefined> {
  const connector = withAdminAsked(given, name);
  const leased = await leaseWhenFree(name, connector);
  if (leased === 'busy' || leased === undefined) return leased;
  await change(leased, (spec) => ({ ...spec, removal }));
  log.info('removal.requested', { connection: name, ...removal });
  return answered(leased, connector, log);
}

async function answered(leased: LeasedConnection, connector: Connector, log: Log): Promise<Answered> {
  const outcome = await settle(leased, 0, connector, log);
  return { spec: leased.spec(), outcome };
}

/** How long to wait for another worker that has the connection. */
const PATIENCE_MS = 10_000;
const ASK_AGAIN_MS = 500;

async function leaseWhenFree(
  name: ConnectionName,
  { connections, ports }: Connector,
): Promise<LeasedConnection | 'busy' | undefined> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    const leased = await connections.lease(name);
    if (leased !== 'busy' || waitedMs >= PATIENCE_MS) return leased;
    await ports.clock.sleep(ASK_AGAIN_MS);
  }
}

/** Saves what the change makes of the specification; where that fails, the connection is given back. */
async function change(
  leased: LeasedConnection,
  changed: (spec: ConnectionSpec) => ConnectionSpec | Promise<ConnectionSpec>,
): Promise<void> {
  try {
    await leased.saveSpec(await changed(leased.spec()));
  } catch (error) {
    await leased.release();
    throw error;
  }
}
