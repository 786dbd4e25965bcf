/** What tests, and administrators in the portal, can see and do in the tenant behind the API's back. */
import type { Caller } from '../kit/simulator';
import type { SandboxGroup } from './sandboxGroup';
import type { SandboxUser } from './sandboxUser';
import type { ChecksFirst, GraphLimits, GraphRole, OwnershipMode, Replication, SecretPolicy } from './tenantSettings';

/** A client secret as the write side has it: everything but its text. */
export interface CredentialView {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly hint: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A registration as the write side has it. */
export interface RegistrationView {
  readonly id: string;
  readonly appId: string;
  readonly uniqueName: string | null;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly redirectUris: readonly string[];
  /** Names of the optional claims in ID tokens. */
  readonly idTokenClaims: readonly string[];
  /** Object ids. */
  readonly owners: readonly string[];
  readonly credentials: readonly CredentialView[];
  readonly hasServicePrincipal: boolean;
  /** In the recycle bin. */
  readonly deleted: boolean;
}

export interface SecretByHand {
  /** Null when left out. */
  readonly displayName?: string | null;
  /** Now when left out. */
  readonly startsAt?: Date;
  /** Two years after its start when left out. */
  readonly endsAt?: Date;
}

export interface EntraControls {
  users(): readonly SandboxUser[];
  addUser(user: SandboxUser): void;
  groups(): readonly SandboxGroup[];
  addGroup(group: SandboxGroup): void;
  renameGroup(id: string, displayName: string): void;
  /** Assigns a group to the registration's enterprise application, as its *Users and groups* page does. */
  assignGroup(appId: string, groupId: string): void;
  /** Who is signed in at the browser when a sign-in names nobody; the first user at the start. */
  setBrowserUser(userPrincipalName: string): void;
  /** Including deleted ones. */
  registrations(): readonly RegistrationView[];
  registration(appId: string): RegistrationView | undefined;
  /** Makes a registration and its service principal as the portal does; the properties are those of Graph. Answers its appId. */
  addRegistration(properties: Readonly<Record<string, unknown>>): string;
  /** Whether the token service accepts this text for that app right now, whichever replica is asked. */
  accepts(appId: string, secretText: string): boolean;
  /** Adds a client secret by hand; replicated like any other. */
  addSecret(appId: string, secret: SecretByHand): { readonly keyId: string; readonly secretText: string };
  removeSecret(appId: string, keyId: string): void;
  /** Changes a registration by hand; the properties are those of Graph. */
  editRegistration(appId: string, properties: Readonly<Record<string, unknown>>): void;
  /** Moves a registration and its service principal to the recycle bin. */
  deleteRegistration(appId: string): void;
  addOwner(appId: string, oid: string): void;
  removeOwner(appId: string, oid: string): void;
  /** Makes a managed identity known, which cannot do anything yet. */
  addIdentity(identity: Caller): void;
  /** App roles of Graph that were given to this principal through the API; ids. */
  assignedGraphRoles(oid: string): readonly string[];
  grantRole(role: GraphRole): void;
  /** Takes an app role away from every managed identity, effective at once. */
  revokeRole(role: GraphRole): void;
  setReplication(replication: Replication): void;
  setOwnership(mode: OwnershipMode): void;
  setChecksFirst(first: ChecksFirst): void;
  setPolicy(policy: SecretPolicy): void;
  /** How much of Graph an application may use in the tenant; what is documented at the start. */
  setLimits(limits: GraphLimits): void;
  /** Dates ID tokens by the machine's clock from now on: a real EspoCRM takes none from the future. */
  dateIdTokensByMachine(): void;
  /** Signs with a new key from now on; the old ones stay published. */
  rotateSigningKey(): Promise<void>;
}
