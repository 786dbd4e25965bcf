/** The connection's document as a blob: who holds its lease may write it, and nobody else. */
import { readSummary, toSummary } from '../../src/contract/connectionDocument';
import type { ConnectionSpec } from '../../src/core/connection';
import { Failure } from '../../src/core/failure';
import type { ConnectionName } from '../../src/core/ids';
import type { Outcome } from '../../src/core/outcome';
import type { Connections, KnownConnection, LeasedConnection } from '../../src/reconcile/connector';
import type { Chances } from './chances';
import type { Operation } from './operations';
import type { Timeline } from './timeline';
import type { Worker } from './worker';

/** Plain values, for tests to look into and to change by hand. */
export interface Blob {
  /** Left out where there is no document. */
  spec?: ConnectionSpec;
  outcome?: Outcome | undefined;
  lease: { readonly id: number; untilMs: number } | undefined;
  leases: number;
  /** Whether a worker has it. Set by hand: one that does not give it back, or nobody any more. */
  held: boolean;
  /** How often an outcome was written over a specification that its worker did not know. */
  lostRequests: number;
}

export const createBlob = ({ nowMs }: Timeline): Blob => ({
  lease: undefined,
  leases: 0,
  lostRequests: 0,
  get held() {
    return this.lease !== undefined && this.lease.untilMs > nowMs();
  },
  set held(isHeld) {
    this.leases += 1;
    this.lease = isHeld ? { id: this.leases, untilMs: Number.POSITIVE_INFINITY } : undefined;
  },
});

/** As in the adapter (blobLease.ts). */
export const LEASE_MS = 60_000;
const RENEW_EVERY_MS = 20_000;
const TRUSTED_FOR_MS = 45_000;

const refused = (code: string, status: number) =>
  new Failure({ system: 'Storage', operation: 'model', code, status, retry: 'soon', advice: 'As storage does.' });

/** Not `soon`: as in the adapter, the run ends here. */
const leaseLost = () =>
  new Failure({ system: 'Storage', operation: 'model', code: 'lease-lost', retry: 'later', advice: 'As the adapter.' });

export function createConnections(blob: Blob, timeline: Timeline, chances: Chances, worker: Worker): Connections {
  const { nowMs } = timeline;
  const call = <T>(operation: Operation, effect: () => T) => worker.call('Storage', operation, effect);
  const isThere = (name: ConnectionName) => blob.spec?.name === name;
  const read = (name: ConnectionName): KnownConnection | undefined =>
    blob.spec && isThere(name) ? { spec: blob.spec, outcome: blob.outcome } : undefined;

  function hold(id: number, askedAtMs: number) {
    let trustedUntilMs = askedAtMs + TRUSTED_FOR_MS;
    let isReleased = false;
    const failsFromMs = nowMs() + (chances.losesLeaseAfterMs() ?? Number.POSITIVE_INFINITY);
    const renew = () => {
      if (isReleased || !worker.isAlive()) return;
      const frozenMs = worker.frozenUntilMs();
      if (nowMs() < frozenMs) return timeline.at(frozenMs, renew);
      // A lease that ran out can be renewed as long as nobody else took one.
      if (
        nowMs() < failsFromMs &&
        !chances.isDown('Storage', 'keep the connection', nowMs()) &&
        blob.lease?.id === id
      ) {
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
    const fence = () => {
      if (blob.lease?.id !== id || blob.lease.untilMs <= nowMs()) throw refused('LeaseLost', 412);
    };
    const save = (keepsSpec: boolean) =>
      call('save the connection', () => {
        fence();
        if (keepsSpec && blob.spec !== spec) blob.lostRequests += 1;
        Object.assign(blob, { spec, outcome });
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
          fence();
          delete blob.spec;
          delete blob.outcome;
          blob.lease = undefined;
        }),
      saveOutcome(latest: Outcome) {
        outcome = latest;
        return save(true);
      },
    };
  }

  return {
    find: (name) => call('read the connection', () => read(name)),
    list: () =>
      call('list the connections', () => {
        const { spec, outcome } = blob;
        return (spec && [readSummary(spec.name, toSummary(spec, outcome))].flatMap((each) => each ?? [])) ?? [];
      }),
    create: (spec) =>
      call('create the connection', () => {
        if (isThere(spec.name)) return 'exists';
        blob.spec = spec;
        delete blob.outcome;
        return 'created';
      }),
    async lease(name) {
      const askedAtMs = nowMs();
      const id = await call('take the connection', () => {
        if (!isThere(name)) return undefined;
        if (blob.held) return 'busy';
        blob.leases += 1;
        blob.lease = { id: blob.leases, untilMs: nowMs() + LEASE_MS };
        return blob.leases;
      });
      if (id === undefined || id === 'busy') return id;
      const lease = hold(id, askedAtMs);
      try {
        const known = await call('read the connection', () => read(name));
        if (known) return holding(id, lease, known);
      } catch (error) {
        await lease.release();
        throw error;
      }
      return undefined;
    },
  };
}
