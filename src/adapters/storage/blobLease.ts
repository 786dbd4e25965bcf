/** A blob leased by one worker: the lease is renewed while it works, and fences it off once it is lost. */
import type { BlockBlobClient } from '@azure/storage-blob';
import { Failure } from '../../core/failure';
import { storageCode } from './storageFailure';

/** The longest a lease that ends by itself can last. */
const LEASE_S = 60;
const RENEW_EVERY_MS = 20_000;
/** Less than the lease lasts, so that a worker stops before another can begin. */
const TRUSTED_FOR_MS = 45_000;

export interface BlobLease {
  readonly id: string;
  /** Of the blob when it was taken; taking it changes nothing. Undefined where storage does not say. */
  readonly etag: string | undefined;
  /** Throws a Failure when the lease may have passed to another worker. */
  assertLeased(): void;
  release(): Promise<void>;
}

export async function leaseBlob(blob: BlockBlobClient): Promise<BlobLease | 'busy'> {
  const lease = blob.getBlobLeaseClient();
  // Monotonic: the machine's clock may be set while a lease runs.
  let trustedUntilMs = performance.now() + TRUSTED_FOR_MS;
  let etag: string | undefined;
  try {
    ({ etag } = await lease.acquireLease(LEASE_S));
  } catch (error) {
    if (storageCode(error) === 'LeaseAlreadyPresent') return 'busy';
    throw error;
  }
  const renew = async () => {
    const askedAtMs = performance.now();
    try {
      await lease.renewLease();
      trustedUntilMs = askedAtMs + TRUSTED_FOR_MS;
    } catch {
      // Not renewed: the time it is trusted for runs out by itself.
    }
  };
  const timer = setInterval(renew, RENEW_EVERY_MS);
  timer.unref();
  return {
    id: lease.leaseId,
    etag,
    assertLeased() {
      if (performance.now() < trustedUntilMs) return;
      throw new Failure({
        system: 'Storage',
        operation: 'keep the connection to one worker',
        code: 'lease-lost',
        retry: 'later',
        advice: 'The lease on the connection could not be renewed, so another worker may have taken over.',
      });
    },
    async release() {
      clearInterval(timer);
      // Best effort: a lease that is not given back ends by itself.
      await lease.releaseLease().catch(() => undefined);
    },
  };
}
