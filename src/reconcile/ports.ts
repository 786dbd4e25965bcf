/** What reconciling needs from outside, in our own words; the adapters fulfil it. Every call may throw a Failure. */
import type { AppId, ConnectionName, KeyId, ObjectId, VersionId } from '../core/ids';
import type { OidcEndpoints, RegistrationChecked, RegistrationSeen, StoredSecret } from '../core/observation';
import type { Secret } from '../core/secret';
import type { AdminSignIn, EspoCrm } from './espocrmPort';
import type { LogEvent } from './logEvents';

export interface RegistrationWanted {
  readonly uniqueName: string;
  /** Of the registration that was adopted; it is addressed by it, and never made. */
  readonly adopted: AppId | undefined;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly redirectUris: readonly string[];
  readonly idTokenClaims: readonly string[];
  /** Undefined leaves it as it is. */
  readonly groupMembershipClaims: string | undefined;
}

export interface WhichRegistration {
  /** Client id of a registration that is used instead of one of our own. */
  readonly adopted?: AppId | undefined;
  /** The client id it had when it was last seen: a guess that saves a round trip, and is not relied upon. */
  readonly lastAppId?: AppId | undefined;
  /** Whether the groups assigned to it are wanted too. */
  readonly withGroups?: boolean;
}

/** App registrations and their client secrets (Microsoft Graph). */
export interface Registrations {
  read(connection: ConnectionName, which: WhichRegistration): Promise<RegistrationSeen | undefined>;
  /** As far as one request tells, for the check; `adopted` as in `WhichRegistration`. */
  readForCheck(connection: ConnectionName, adopted?: AppId): Promise<RegistrationChecked | undefined>;
  /** Creates or corrects the registration and its service principal; safe to repeat. */
  write(wanted: RegistrationWanted): Promise<void>;
  /** Never repeated by the adapter: each success is another credential. `endsAt` is what Entra made of it. */
  addCredential(objectId: ObjectId, displayName: string, endsAt: Date): Promise<IssuedCredential>;
  /** `unknown` when Entra lists no such credential. */
  removeCredential(objectId: ObjectId, keyId: KeyId): Promise<'removed' | 'unknown'>;
  /** Deletes the registration; fine when it is gone. Entra can restore it for 30 days. */
  remove(objectId: ObjectId): Promise<void>;
}

export type IssuedCredential = { readonly keyId: KeyId; readonly endsAt: Date; readonly secret: Secret };

/** The tenant's sign-in service (Entra). */
export interface SignInService {
  endpoints(): Promise<OidcEndpoints>;
  /** Whether Entra accepts the secret right now, asked with a client-credentials request. */
  accepts(appId: AppId, secret: Secret): Promise<boolean>;
  /** Whether a made-up code is refused differently with this secret than with a wrong one. */
  tellsSecretsApart(appId: AppId, secret: Secret, redirectUri: string): Promise<boolean>;
}

/** Key Vault. */
export interface Vault {
  /** Enabled versions of ours, newest first. */
  readVersions(connection: ConnectionName): Promise<readonly StoredSecret[]>;
  store(connection: ConnectionName, secret: Secret, record: StoreRecord): Promise<void>;
  reveal(connection: ConnectionName, version: VersionId): Promise<Secret>;
  /** Keeps the other tags as they were when the version was read. */
  markDelivered(connection: ConnectionName, stored: StoredSecret, at: Date): Promise<void>;
  /** The same tags, and that Entra refuses this version. */
  markRefused(connection: ConnectionName, stored: StoredSecret, at: Date): Promise<void>;
  disable(connection: ConnectionName, version: VersionId): Promise<void>;
  /** What is held under the name of the connection's client secret, versions that are switched off included. */
  whoseSecret(connection: ConnectionName): Promise<'ours' | 'foreign' | 'none'>;
  /** Deletes the client secret, which soft delete keeps; fine when it is gone. */
  discard(connection: ConnectionName): Promise<void>;
  /** EspoCRM's administrator sign-in, put there by the operator. */
  readAdmin(connection: ConnectionName): Promise<AdminSignIn>;
}

/** What is recorded beside a stored secret. */
export interface StoreRecord {
  readonly keyId: KeyId;
  readonly objectId: ObjectId;
  readonly appId: AppId;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** One structured line per event of a connection's life. */
export interface Log {
  info(event: LogEvent, fields: LogFields): void;
  warn(event: LogEvent, fields: LogFields): void;
  error(event: LogEvent, fields: LogFields): void;
}

export type Clock = { now(): Date; sleep(ms: number): Promise<void> };

/** Everything outside that reconciling uses. */
export interface Ports {
  readonly registrations: Registrations;
  readonly signIn: SignInService;
  readonly vault: Vault;
  readonly espocrm: EspoCrm;
  readonly clock: Clock;
  /** Whether EspoCRM may be asked to sign in with a made-up code; it leaves failed sign-ins in two logs. */
  readonly probes: boolean;
}
