/** One look at Entra, Key Vault and EspoCRM: all of it, or a Failure that says which could not be read. */
import type { ConnectionSpec } from '../core/connection';
import { namesGroups } from '../core/groups';
import type { Observation } from '../core/observation';
import type { Outside } from './ports';

export async function observe(spec: ConnectionSpec, outside: Outside): Promise<Observation> {
  const { name, adopt, teams = [] } = spec;
  const names = teams.map(({ team }) => team);
  const at = outside.clock.now();
  const readEspoCrm = async () => outside.espocrm.read(spec, await outside.vault.readAdmin(name), names);
  const [endpoints, registration, versions, espocrm] = await Promise.all([
    outside.signIn.endpoints(),
    outside.registrations.read(name, adopt?.applicationId, namesGroups(spec)),
    outside.vault.readVersions(name),
    readEspoCrm(),
  ]);
  const [stored, ...superseded] = versions;
  return { at, endpoints, registration, stored, superseded, espocrm, heldSecret: 'unknown' };
}
