/** Adds a client secret in Entra and stores it in Key Vault, as one action. */
import { Failure, wasRefused } from '../../core/failure';
import type { Registered } from '../../core/observation';
import { addCredential } from './addCredential';
import type { Doing } from './doing';

/**
 * Between the two calls the secret text exists only here. A credential whose text was certainly not stored is taken back;
 * where that is not certain it stays, for it may be stored and in use before a removal arrives, and the next look finds
 * it either stored or stray.
 */
export async function issue({ spec, seen, ports }: Doing<Registered>): Promise<void> {
  const { registrations, vault, clock } = ports;
  const { objectId, appId } = seen.registration;
  const issued = await addCredential(objectId, spec, registrations, clock);
  // Not before the answer: what is given to a young secret would run out while this process stalls over the request.
  const record = { keyId: issued.keyId, objectId, appId, issuedAt: clock.now(), expiresAt: issued.endsAt };
  try {
    await vault.store(spec.name, issued.secret, record);
  } catch (error) {
    // Best effort: should this fail too, the stray carries our mark and is retired after the next delivery.
    if (wasRefused(error)) await registrations.removeCredential(objectId, issued.keyId).catch(() => undefined);
    const versions = await vault.readVersions(spec.name).catch(() => []);
    if (!versions.some(({ keyId }) => keyId === issued.keyId)) throw unhurried(error);
  }
}

/** Each try is another credential: a vault that cannot be written to would use up the room for them in a minute. */
const unhurried = (error: unknown) =>
  error instanceof Failure && error.facts.retry === 'soon' ? new Failure({ ...error.facts, retry: 'later' }) : error;
