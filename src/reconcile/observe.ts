/** One look at Entra, Key Vault and EspoCRM: all of it, or a Failure that says which could not be read. */
import type { ConnectionSpec } from '../core/connection';
import { namesGroups } from '../core/decide/groups';
import { optional } from '../core/failure';
import type { AppId } from '../core/ids';
import type { EspoCrmSeen, Observation } from '../core/observation';
import type { Ports } from './ports';

export interface Look {
  /** The registration's client id when it was last seen. */
  readonly lastAppId: AppId | undefined;
  /** Whether something was done in this run, so that EspoCRM has just taken the administrator's sign-in. */
  readonly isAgain: boolean;
}

export async function observe(spec: ConnectionSpec, ports: Ports, look: Look): Promise<Observation> {
  const { registrations, signIn, vault, espocrm, clock } = ports;
  const { name, adopt } = spec;
  const at = clock.now();
  const which = { adopted: adopt?.applicationId, lastAppId: look.lastAppId, withGroups: namesGroups(spec) };
  const [endpoints, registration, versions, seen, offered] = await Promise.all([
    signIn.endpoints(),
    registrations.read(name, which),
    vault.readVersions(name),
    readEspoCrm(spec, ports, look.isAgain),
    look.isAgain ? optional(espocrm.offers(spec)) : undefined,
  ]);
  const [stored, ...superseded] = versions;
  return { at, endpoints, registration, stored, superseded, espocrm: seen, offered, heldSecret: 'unknown' };
}

/** A first look asks for the length of user names only where it decides something. */
async function readEspoCrm(spec: ConnectionSpec, { vault, espocrm }: Ports, isAgain: boolean): Promise<EspoCrmSeen> {
  const { name, teams = [], signIn } = spec;
  const admin = await vault.readAdmin(name);
  const teamNames = teams.map(({ team }) => team);
  const readLength = () => espocrm.readUserNameLength(spec, admin);
  // At the same time only where the sign-in was just taken: a refused one must not be refused several times over.
  if (isAgain) {
    const [seen, userNameLength] = await Promise.all([espocrm.read(spec, admin, teamNames), readLength()]);
    return { ...seen, userNameLength };
  }
  const seen = await espocrm.read(spec, admin, teamNames);
  return { ...seen, userNameLength: signIn.userNameLength === undefined ? undefined : await readLength() };
}

/** What a first look leaves out, for one that found nothing to do: what is told, and what the next check compares. */
export async function observeTheRest(
  spec: ConnectionSpec,
  seen: Observation,
  { vault, espocrm }: Ports,
): Promise<Observation> {
  const admin = await vault.readAdmin(spec.name);
  const [userNameLength, offered] = await Promise.all([
    seen.espocrm.userNameLength ?? espocrm.readUserNameLength(spec, admin),
    optional(espocrm.offers(spec)),
  ]);
  return { ...seen, espocrm: { ...seen.espocrm, userNameLength }, offered };
}
