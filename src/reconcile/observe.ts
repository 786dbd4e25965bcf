/** One look at Entra, Key Vault and EspoCRM: all of it, or a Failure that says which could not be read. */
import type { ConnectionSpec } from '../core/connection';
import type { Observation } from '../core/observation';
import type { Outside } from './ports';

export async function observe({ name, espocrmUrl }: ConnectionSpec, outside: Outside): Promise<Observation> {
  const at = outside.clock.now();
  const readEspoCrm = async () => outside.espocrm.read(espocrmUrl, await outside.vault.readAdmin(name));
  const [endpoints, registration, versions, espocrm] = await Promise.all([
    outside.signIn.endpoints(),
    outside.registrations.read(name),
    outside.vault.readVersions(name),
    readEspoCrm(),
  ]);
  const [stored, ...superseded] = versions;
  return { at, endpoints, registration, stored, superseded, espocrm, heldSecret: 'unknown' };
}
