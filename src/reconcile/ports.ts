/** What reconciling needs from outside, in our own words; the adapters fulfil it. Every call may throw a Failure. */
import type { ConnectionSpec } from '../core/connection';
import type { Duration } from '../core/duration';
import type { HealthStatus } from '../core/health';
import type { EspoCrmSeen, OidcEndpoints, RegistrationSeen, StoredSecret } from '../core/observation';
import type { Secret } from '../core/secret';
import type { SignInSettings } from '../core/signIn';
import type { Outcome } from './outcome';

export interface RegistrationWanted {
  readonly uniqueName: string;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly redirectUris: readonly string[];
  readonly idTokenClaims: readonly string[];
}

/** App registrations and their client secrets (Microsoft Graph). */
export interface Registrations {
  read(connection: string): Promise<RegistrationSeen | undefined>;
  /** Creates or corrects the registration and its service principal; safe to repeat. */
  write(wanted: RegistrationWanted): Promise<void>;
  /** Never repeated by the adapter: each success is another credential. `endsAt` is what Entra made of it. */
  addCredential(objectId: string, displayName: string, endsAt: Date): Promise<IssuedCredential>;
  /** `unknown` when Entra lists no such credential. */
  removeCredential(objectId: string, keyId: string): Promise<'removed' | 'unknown'>;
}

export interface IssuedCredential {
  readonly keyId: string;
  readonly endsAt: Date;
  readonly secret: Secret;
}

/** The tenant's sign-in service (Entra). */
export interface SignInService {
  endpoints(): Promise<OidcEndpoints>;
  /** Whether Entra accepts the secret right now, asked with a client-credentials request. */
  accepts(appId: string, secret: Secret): Promise<boolean>;
}

/** Key Vault. */
export interface Vault {
  /** Enabled versions of ours, newest first. */
  readVersions(connection: string): Promise<readonly StoredSecret[]>;
  store(connection: string, secret: Secret, record: StoreRecord): Promise<void>;
  reveal(connection: string, version: string): Promise<Secret>;
  markDelivered(connection: string, version: string, at: Date): Promise<void>;
  disable(connection: string, version: string): Promise<void>;
  /** EspoCRM's administrator sign-in, put there by the operator. */
  readAdmin(connection: string): Promise<AdminSignIn>;
}

/** What is recorded beside a stored secret. */
export interface StoreRecord {
  readonly keyId: string;
  readonly objectId: string;
  readonly appId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface AdminSignIn {
  readonly userName: string;
  readonly password: Secret;
}

/** One EspoCRM's settings, through its administrator. */
export interface EspoCrm {
  read(url: string, admin: AdminSignIn): Promise<EspoCrmSeen>;
  /** Writes settings and secret in one request, without ever leaving the administrator locked out, and reads them back. */
  deliver(url: string, admin: AdminSignIn, settings: SignInSettings, secret: Secret): Promise<void>;
}

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
  release(): Promise<void>;
}

/** Connections to look at. */
export interface WorkQueue {
  /** `delayMs`: how long it stays hidden, 0 for at once. */
  add(work: Work, delayMs: number): Promise<void>;
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
  readonly checkedAt: Date | undefined;
}

/** One structured line per event of a connection's life. */
export interface Log {
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields: Readonly<Record<string, unknown>>): void;
  error(event: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

export interface Outside {
  readonly registrations: Registrations;
  readonly signIn: SignInService;
  readonly vault: Vault;
  readonly espocrm: EspoCrm;
  readonly clock: Clock;
}

/** Everything the triggers work with. */
export interface Services {
  readonly connections: Connections;
  readonly queue: WorkQueue;
  readonly outside: Outside;
  /** How long one reconciliation goes on waiting for what passes by itself. */
  readonly settleWithin: Duration;
}
