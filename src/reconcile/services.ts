/** What the triggers work with: the connections and their documents, the queue of work, and everything outside. */
import type { ConnectionSpec } from '../core/connection';
import type { Duration } from '../core/duration';
import type { HealthStatus } from '../core/report/health';
import type { News } from '../core/report/news';
import type { Outcome } from './outcome';
import type { Log, Outside } from './ports';

/** Connection documents: what is wanted and what came of it. */
export interface Connections {
  find(name: string): Promise<KnownConnection | undefined>;
  list(): Promise<readonly ConnectionSummary[]>;
  create(spec: ConnectionSpec): Promise<'created' | 'exists'>;
  /** Takes the connection for one worker; `busy` when another has it, undefined when there is none of that name. */
  hold(name: string): Promise<HeldConnection | 'busy' | undefined>;
}

export interface KnownConnection {
  readonly spec: ConnectionSpec;
  /** Of the last reconciliation; undefined before the first. */
  readonly outcome: Outcome | undefined;
}

export interface ConnectionSummary extends Summary {
  readonly name: string;
}

export interface HeldConnection {
  spec(): ConnectionSpec;
  lastOutcome(): Outcome | undefined;
  /** Throws a Failure when the connection may have passed to another worker. */
  assertHeld(): void;
  saveSpec(spec: ConnectionSpec): Promise<void>;
  saveOutcome(outcome: Outcome): Promise<void>;
  /** Deletes the connection's document; only `release` may follow. */
  forget(): Promise<void>;
  release(): Promise<void>;
}

/** Connections to look at. */
export interface WorkQueue {
  /** `delayMs`: how long it stays hidden, 0 for at once. */
  add(work: Work | Check, delayMs: number): Promise<void>;
}

/** People who want to know. */
export interface Notifications {
  /** Never throws, and takes a few seconds at most. */
  tell(connection: Pick<ConnectionSpec, 'name' | 'espocrmUrl'>, news: readonly News[], log: Log): Promise<void>;
}

/** Connections to glance at, of which those that may not wait get a whole look. */
export interface Check {
  readonly check: readonly string[];
}

/** `attempt`: how often in a row it was asked for already. */
export interface Work {
  readonly connection: string;
  readonly attempt: number;
}

export interface Summary {
  readonly espocrmUrl: string;
  readonly state: Outcome['state'];
  readonly health: HealthStatus;
  readonly secretExpiresAt: Date | undefined;
  /** From when on it is replaced. */
  readonly renewsAt: Date | undefined;
  readonly checkedAt: Date | undefined;
}

/** Everything the triggers work with. */
export interface Services {
  readonly connections: Connections;
  readonly queue: WorkQueue;
  readonly notifications: Notifications;
  readonly outside: Outside;
  /** How long one reconciliation goes on waiting for what passes by itself. */
  readonly settleWithin: Duration;
}
