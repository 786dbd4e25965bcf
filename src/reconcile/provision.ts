/** Stores what is wanted of a connection and brings it about as far as the time allows. */
import type { ConnectionSpec } from '../core/connection';
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
  if (held === 'busy') return held;
  if (created === 'exists') {
    try {
      await held.saveSpec(spec);
    } catch (error) {
      await held.release();
      throw error;
    }
  }
  log.info('connection.provisioned', { connection: spec.name, created: created === 'created' });
  return settle(held, { connection: spec.name, attempt: 0 }, services, log);
}

async function hold(name: string, { connections, outside }: Services): Promise<HeldConnection | 'busy'> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    const held = await connections.hold(name);
    if (held !== undefined && held !== 'busy') return held;
    if (waitedMs >= PATIENCE_MS) return 'busy';
    await outside.clock.sleep(ASK_AGAIN_MS);
  }
}
