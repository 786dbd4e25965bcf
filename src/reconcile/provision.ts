/** Stores what is wanted of a connection and brings it about as far as the time allows. */
import { asWantedNow, type ConnectionSpec } from '../core/connection';
import { change, hold } from './hold';
import type { Outcome } from './outcome';
import type { Log } from './ports';
import type { Services } from './services';
import { settle } from './settle';
import { withAdminOnce } from './withAdminOnce';

/** `busy` when another worker has the connection and keeps it: an existing specification is then unchanged. */
export async function provision(spec: ConnectionSpec, given: Services, log: Log): Promise<Outcome | 'busy'> {
  const services = withAdminOnce(given, spec.name);
  const created = await services.connections.create(spec);
  const held = await hold(spec.name, services);
  // Removed by another worker in the meantime; the next request stores it again.
  if (held === 'busy' || held === undefined) return 'busy';
  if (created === 'exists') await change(held, (before) => asWantedNow(spec, before, services.outside.clock.now()));
  log.info('connection.provisioned', { connection: spec.name, created: created === 'created' });
  return settle(held, { connection: spec.name, attempt: 0 }, services, log);
}
