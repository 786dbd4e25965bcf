/** Secrets beside the current one that are to go, and when. */
import type { Retire } from '../action';
import type { ConnectionSpec } from '../connection';
import { later } from '../duration';
import type { KeyId } from '../ids';
import type { Issued, StoredSecret } from '../observation';
import { isReplaced } from './rotation';

/** Later than any other date: the largest a Date can hold. */
const NEVER = new Date(8.64e15);

interface Superseded {
  readonly keyId: KeyId;
  readonly startsAt: Date;
  /** Not ours: a request asks for its removal. */
  readonly isNamed?: boolean;
}

/** Credentials of ours beside the current one, and vault versions left enabled by a run that was cut off. */
export function supersededBy({ adopt }: ConnectionSpec, { stored, superseded, registration }: Issued): Superseded[] {
  const { credentials, otherCredentials } = registration;
  const named = otherCredentials.filter((other) => adopt?.removeSecrets.includes(other.keyId));
  const left = superseded.filter((version) => !credentials.some((each) => each.keyId === version.keyId));
  const all = [...credentials, ...left.map((version) => ({ keyId: version.keyId, startsAt: version.issuedAt }))];
  return [...all.filter(({ keyId }) => keyId !== stored.keyId), ...named.map((each) => ({ ...each, isNamed: true }))];
}

/** Only once EspoCRM has used the successor, and the credential has itself existed, for the whole overlap. */
export function retiresAt(spec: ConnectionSpec, { inUseSince }: StoredSecret, { keyId, startsAt }: Superseded): Date {
  if (!inUseSince) return NEVER;
  if (isReplaced(spec, keyId) && spec.rotation?.revoke !== 'after-overlap') return inUseSince;
  return later(startsAt > inUseSince ? startsAt : inUseSince, spec.secret.overlap);
}

export const retire = ({ keyId, isNamed }: Superseded): Retire => ({
  kind: 'retire',
  reason: isNamed ? 'named' : 'superseded',
  keyId,
});
