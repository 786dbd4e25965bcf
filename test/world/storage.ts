/** The connection's document as a blob: who holds its lease may write it, and nobody else. */

import type { ConnectionSpec } from '../../src/core/connection';
import { Failure } from '../../src/core/failure';
import type { Outcome } from '../../src/core/outcome';
import type { Connections, KnownConnection, LeasedConnection } from '../../src/reconcile/connector';
import type { Chances } from './chances';
import type { Timeline } from './timeline';
import type { Worker } from './worker';

export interface Blob {
  known: KnownConnection | undefined;
  lease: { readonly id: number; untilMs: number } | undefined;
  leases: number;
  /** How often an outcome was written over a specification that its worker did not know. */
  lostRequests: number;
}

/** As in the adapter (blobLease.ts). */
const LEASE_MS = 60_000;
const RENEW_EVERY_MS = 20_000;
const TRUSTED_FOR_MS = 45_000;

const refused = (code: string, status: number) =>
  new Failure({ system: 'Storage', operation: 'model', code, status, retry: 'soon', advice: 'As storage does.' });

/** Not `soon`: as in the adapter, the run ends here. */
const leaseLost = () =>
  new Failure({ system: 'Storage', operation: 'model', code: 'lease-lost', retry: 'later', advice: 'As the adapter.' });

export function createConnections(blob: Blob, timeline: Timeline, chances: Chances, worker: Worker): Connections {
  const { nowMs } = timeline;
  const call = <T>(operation: string, effect: () => T) => worker.call('Storage', operation, effect);

  function hold(id: number, askedAtMs: number) {
    let trustedUntilMs = askedAtMs + TRUSTED_FOR_MS;
    let isReleased = false;
    const failsFromMs = chances.losesLease() ? nowMs() + chances.random.integer(LEASE_MS) : Number.POSITIVE_INFINITY;
    const renew = () => {
      if (isReleased || !worker.isAlive()) return;
      const frozenMs = worker.frozenUntilMs();
      if (nowMs() < frozenMs) return timeline.at(frozenMs, renew);
      // A lease that ran out can be renewed as long as nobody else took one.
      if (nowMs() < failsFromMs && !chances.isDown('Storage', 'renew', nowMs()) && blob.lease?.id === id) {
        blob.lease.untilMs = nowMs() + LEASE_MS;
        trustedUntilMs = nowMs() + TRUSTED_FOR_MS;
      }
      timeline.at(nowMs() + RENEW_EVERY_MS, renew);
    };
    timeline.at(nowMs() + RENEW_EVERY_MS, renew);
    return {
      assertLeased() {
        if (nowMs() >= trustedUntilMs) throw leaseLost();
      },
      async release() {
        isReleased = true;
        await call('give the connection back', () => {
          if (blob.lease?.id === id) blob.lease = undefined;
        }).catch(() => undefined);
      },
    };
  }

  function holding(id: number, lease: ReturnType<typeof hold>, known: KnownConnection): LeasedConnection {
    let { spec, outcome } = known;
    const save = (keepsSpec: boolean) =>
      call('save the connection', () => {
        if (blob.lease?.id !== id || blob.lease.untilMs <= nowMs()) throw refused('LeaseLost', 412);
        if (keepsSpec && blob.known?.spec !== spec) blob.lostRequests += 1;
        blob.known = { spec, outcome };
      });
    return {
      ...lease,
      spec: () => spec,
      lastOutcome: () => outcome,
      saveSpec(wanted: ConnectionSpec) {
        spec = wanted;
        return save(false);
      },
      forget: () =>
        call('forget the connection', () => {
          blob.known = undefined;
        }),
      saveOutcome(latest: Outcome) {
        outcome = latest;
        return save(true);
      },
    };
  }

  return {
    find: () => call('read the connection', () => blob.known),
    list: () =>
      call('list the connections', () => {
        if (!blob.known) return [];
        const { spec, outcome } = blob.known;
        const { health } = outcome ?? {};
        return [
          {
            name: spec.name,
            espocrmUrl: spec.espocrmUrl,
            state: outcome?.state ?? 'settling',
            health: health?.status ?? 'warn',
            secretExpiresAt: health?.secretExpiresAt,
            renewsAt: undefined,
            checkedAt: outcome?.at,
          },
        ];
      }),
    create: (spec) =>
      call('create the connection', () => {
        if (blob.known) return 'exists';
        blob.known = { spec, outcome: undefined };
        return 'created';
      }),
    async lease() {
      const askedAtMs = nowMs();
      const id = await call('take the connection', () => {
        if (!blob.known) return undefined;
        if (blob.lease && blob.lease.untilMs > nowMs()) return 'busy';
        blob.leases += 1;
        blob.lease = { id: blob.leases, untilMs: nowMs() + LEASE_MS };
        return blob.leases;
      });
      if (id === undefined || id === 'busy') return id;
      const lease = hold(id, askedAtMs);
      try {
        const known = await call('read the connection', () => blob.known);
        if (known) return holding(id, lease, known);
      } catch (error) {
        await lease.release();
        throw error;
      }
      return undefined;
    },
  };
}
