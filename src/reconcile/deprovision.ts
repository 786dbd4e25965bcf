/** Removes a connection, as far as the time allows; what is left goes on by itself. */
import type { Removal } from '../core/connection';
import { change, hold } from './hold';
import type { Log } from './ports';
import type { KnownConnection, Services } from './services';
import { settle } from './settle';
import { withAdminOnce } from './withAdminOnce';

/** Undefined when there is no such connection. */
export async function deprovision(
  name: string,
  removal: Removal,
  given: Services,
  log: Log,
): Promise<KnownConnection | 'busy' | undefined> {
  const services = withAdminOnce(given, name);
  const held = await hold(name, services);
  if (held === 'busy' || held === undefined) return held;
  await change(held, (spec) => ({ ...spec, removal }));
  log.info('removal.requested', { connection: name, ...removal });
  const outcome = await settle(held, { connection: name, attempt: 0 }, services, log);
  return { spec: held.spec(), outcome };
}
