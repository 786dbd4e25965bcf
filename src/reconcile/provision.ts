/** Stores what is wanted of a connection and brings it about as far as the time allows. */
import { asWantedNow, type ConnectionSpec } from '../core/connection';
import type { Outcome } from './outcome';
import type { Log } from './ports';
import type { HeldConnection, Services } from './services';
import { settle } from './settle';

/** How long to wait for another worker that has the connection. */
const PATIENCE_MS = 10_000;
const ASK_AGAIN_MS = 500;

/** `busy` when another worker has the connection and keeps it: an existing specification is then unchanged. */
export async function provision(spec: ConnectionSpec, services: Services, log: Log): Promise<Outcome | 'busy'> {
  const created = await services.connections.create(spec);
  const held = await hold(spec.name, services);
  // Removed by another worker in the meantime; the next request stores it again.
  if (held === 'busy' || held === undefined) return 'busy';
  if (created === 'exists') {
    try {
      await held.saveSpec(asWantedNow(spec, held.spec(), services.outside.clock.now()));
    } catch (error) {
      await held.release();
      throw error;
    }
  }
  log.info('connection.provisioned', { connection: spec.name, created: created === 'created' });
  return settle(held, { connection: spec.name, attempt: 0 }, services, log);
}

/** Waits a little for another worker that has the connection; undefined when there is none of that name. */
export async function hold(
  name: string,
  { connections, outside }: Services,
): Promise<HeldConnection | 'busy' | undefined> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    const held = await connections.hold(name);
    if (held !== 'busy' || waitedMs >= PATIENCE_MS) return held;
    await outside.clock.sleep(ASK_AGAIN_MS);
  }
}
