/** Removes a client secret of ours that nothing uses any more. */
import type { ConnectionSpec } from '../core/connection';
import { later, minutes } from '../core/duration';
import { Failure } from '../core/failure';
import type { Observation, RegistrationSeen } from '../core/observation';
import type { Outside } from './ports';

/** Younger than this, a credential Graph does not know may only not have reached the server that answered. */
const YOUNG = minutes(30);

/** In Entra only what was seen there with our mark, or is named in the request, is removed; a version in Key Vault that names another is only disabled. */
export async function retire(
  keyId: string,
  { name, adopt }: ConnectionSpec,
  { at, superseded }: Pick<Observation, 'at' | 'superseded'>,
  { objectId, credentials, otherCredentials }: RegistrationSeen,
  { registrations, vault }: Outside,
): Promise<void> {
  const named = otherCredentials.filter((other) => adopt?.removeSecrets.includes(other.keyId));
  const credential = [...credentials, ...named].find((each) => each.keyId === keyId);
  if (credential) {
    const outcome = await registrations.removeCredential(objectId, keyId);
    if (outcome === 'unknown' && at < later(credential.startsAt, YOUNG)) throw notReplicated();
  }
  for (const { version } of superseded.filter((each) => each.keyId === keyId)) await vault.disable(name, version);
}

const notReplicated = () =>
  new Failure({
    system: 'Microsoft Graph',
    operation: 'remove client secret',
    code: 'No password credential found with keyId',
    retry: 'later',
    advice: 'It is young, so the server that answered may not know it yet.',
  });
