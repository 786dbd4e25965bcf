/** Replaces a connection's client secret before its time, because somebody asked for it. */
import type { Rotation } from '../core/connection';
import { change, hold } from './hold';
import type { Log } from './ports';
import type { KnownConnection, Services } from './services';
import { settle } from './settle';
import { withAdminOnce } from './withAdminOnce';

/** Replaces every version that Key Vault holds when it is asked for. Undefined when there is no such connection. */
export async function rotate(
  name: string,
  { reason, revoke }: Pick<Rotation, 'reason' | 'revoke'>,
  given: Services,
  log: Log,
): Promise<KnownConnection | 'busy' | undefined> {
  const services = withAdminOnce(given, name);
  const { clock, vault } = services.outside;
  const held = await hold(name, services);
  if (held === 'busy' || held === undefined) return held;
  await change(held, async (spec) => {
    const replaces = (await vault.readVersions(name)).map(({ keyId }) => keyId);
    return { ...spec, rotation: { requestedAt: clock.now(), reason, revoke, replaces } };
  });
  log.info('rotation.requested', { connection: name, reason, revoke });
  const outcome = await settle(held, { connection: name, attempt: 0 }, services, log);
  return { spec: held.spec(), outcome };
}
