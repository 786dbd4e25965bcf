/** Spares Key Vault and time: EspoCRM's administrator sign-in is read once a run, and from the start. */
import type { ConnectionName } from '../core/ids';
import type { Connector } from './connector';
import type { AdminSignIn } from './espocrmPort';

/**
 * For the run of one connection: every look and every delivery needs the sign-in, and it hardly ever changes. It is asked
 * for at once, because whether the connection is free need not be known for that; a failure shows when it is needed, and
 * the next who needs it asks again.
 */
export function withAdminAsked(connector: Connector, connection: ConnectionName): Connector {
  const { ports } = connector;
  const ask = () => ports.vault.readAdmin(connection);
  let admin: Promise<AdminSignIn> | undefined = ask();
  // Nobody may come to need it.
  admin.catch(() => undefined);
  const readAdmin = async () => {
    admin ??= ask();
    try {
      return await admin;
    } catch (error) {
      admin = undefined;
      throw error;
    }
  };
  return { ...connector, ports: { ...ports, vault: { ...ports.vault, readAdmin } } };
}
