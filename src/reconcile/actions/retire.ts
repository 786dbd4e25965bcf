/** Removes a client secret of ours that nothing uses any more. */
import { later } from '../../core/duration';
import { CREDENTIAL_REMOVABLE } from '../../core/entraLag';
import { Failure } from '../../core/failure';
import type { KeyId } from '../../core/ids';
import type { Observation, RegistrationSeen } from '../../core/observation';
import type { Doing } from './doing';

interface Seen extends Pick<Observation, 'at' | 'superseded'> {
  readonly registration: RegistrationSeen;
}

/** In Entra only what was seen there with our mark, or is named in the request, is removed; a version in Key Vault that names another is only disabled. */
export async function retire(keyId: KeyId, { spec, seen, ports }: Doing<Seen>): Promise<void> {
  const { registrations, vault } = ports;
  const { objectId, credentials, otherCredentials } = seen.registration;
  const named = otherCredentials.filter((other) => spec.adopt?.removeSecrets.includes(other.keyId));
  const credential = [...credentials, ...named].find((each) => each.keyId === keyId);
  if (credential) {
    const outcome = await registrations.removeCredential(objectId, keyId);
    if (outcome === 'unknown' && seen.at < later(credential.startsAt, CREDENTIAL_REMOVABLE)) throw notReplicated();
  }
  const versions = seen.superseded.filter((each) => each.keyId === keyId);
  for (const { version } of versions) await vault.disable(spec.name, version);
}

const notReplicated = () =>
  new Failure({
    system: 'Microsoft Graph',
    operation: 'remove client secret',
    code: 'No password credential found with keyId',
    retry: 'later',
    advice: 'It is young, so the server that answered may not know it yet.',
  });
