/** A rotation that somebody asked for, because a secret has leaked or may have: which secrets it replaces, and how fast. */
import type { ConnectionSpec } from '../connection';
import type { KeyId } from '../ids';
import type { Issued, RegistrationSeen } from '../observation';

export const isReplaced = ({ rotation }: ConnectionSpec, keyId: KeyId): boolean =>
  rotation?.replaces.includes(keyId) === true;

/** Secrets to be removed before anything else. */
export function revokedAtOnce(spec: ConnectionSpec, { credentials }: RegistrationSeen): readonly KeyId[] {
  if (spec.rotation?.revoke !== 'immediately') return [];
  return credentials.map(({ keyId }) => keyId).filter((keyId) => isReplaced(spec, keyId));
}

/** Whether a replaced secret is still alive and must not outlive the delivery of its successor. */
export function isUrgent(spec: ConnectionSpec, { registration, stored }: Issued): boolean {
  if (!spec.rotation || spec.rotation.revoke === 'after-overlap' || isReplaced(spec, stored.keyId)) return false;
  return registration.credentials.some((each) => isReplaced(spec, each.keyId));
}
