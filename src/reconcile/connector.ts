/** The product put together, as its triggers use it: the connections, the queue of work, whom to tell, and everything outside. */
import type { ConnectionSpec } from '../core/connection';
import type { Duration } from '../core/duration';
import type { ConnectionName } from '../core/ids';
import type { HealthStatus, Outcome, State } from '../core/outcome';
import type { News } from '../core/report/news';
import type { Log, Ports } from './ports';

export interface Connector {
  readonly connections: Connections;
  readonly queue: WorkQueue;
  readonly notifications: Notifications;
  readonly ports: Ports;
  /** How long one reconciliation goes on waiting for what passes by itself. */
  readonly settleWithin: Duration;
}

/** Connection documents: what is wanted and what came of it. */
export interface Connections {
  find(name: ConnectionName): Promise<KnownConnection | undefined>;
  list(): Promise<readonly ConnectionSummary[]>;
  create(spec: ConnectionSpec): Promise<'created' | 'exists'>;
  /** Takes the connection for one worker; `busy` when another has it, undefined when there is none of that name. */
  lease(name: ConnectionName): Promise<LeasedConnection | 'busy' | undefined>;
}

export interface KnownConnection {
  readonly spec: ConnectionSpec;
  /** Of the last reconciliation; undefined before the first. */
  readonly outcome: Outcome | undefined;
}

export interface ConnectionSummary {
  readonly name: ConnectionName;
  readonly espocrmUrl: string;
  readonly state: State;
  readonly health: HealthStatus;
  readonly secretExpiresAt: Date | undefined;
  /** From when on it is replaced. */
  readonly renewsAt: Date | undefined;
  readonly checkedAt: Date | undefined;
}

export interface LeasedConnection {
  spec(): ConnectionSpec;
  lastOutcome(): Outcome | undefined;
  /** Throws a Failure when the lease may have passed to another worker. */
  assertLeased(): void;
  saveSpec(spec: ConnectionSpec): Promise<void>;
  saveOutcome(outcome: Outcome): Promise<void>;
  /** Deletes the connection's document; only `release` may follow. */
  forget(): Promise<void>;
  release(): Promise<void>;
}

export interface WorkQueue {
  /** `delayMs`: how long it stays hidden, 0 for at once. */
  add(message: Message, delayMs: number): Promise<void>;
}

export type Message = ReconcileMessage | CheckMessage;

/** A connection to reconcile. `attempt`: how often in a row it was asked for already. */
export type ReconcileMessage = { readonly connection: ConnectionName; readonly attempt: number };

/** Connections to check; those that are not as they were are asked for. */
export type CheckMessage = { readonly check: readonly ConnectionName[] };

/** People who want to know. */
export interface Notifications {
  /** Never throws, and takes a few seconds at most. */
  tell(connection: Pick<ConnectionSpec, 'name' | 'espocrmUrl'>, news: readonly News[], log: Log): Promise<void>;
}
