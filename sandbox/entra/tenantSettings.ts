/** How a tenant is set: what its administrators can turn, what it grants, and who is in it. */
import type { Allowance } from '../kit/allowance';
import type { Clock } from '../kit/clock';
import { SALES, type SandboxGroup, SUPPORT } from './sandboxGroup';
import { defaultUsers, type SandboxUser } from './sandboxUser';

/** How writes reach the readers: Graph's own reads and the token service. */
export interface Replication {
  /** On the sandbox's clock. */
  readonly lagMs: number;
  /** False: until the lag has passed, each read may see the old or the new state. */
  readonly monotonic: boolean;
  /** What lags: client secrets only, or whole registrations (404 just after creating); `credentials` when left out. */
  readonly covers?: 'credentials' | 'objects';
}

/** Whether whoever creates a registration becomes its owner; the sources disagree. */
export type OwnershipMode = 'creator-owns' | 'creator-does-not-own';

/** What the token endpoint judges first when a code is redeemed; not known of the real one. */
export type ChecksFirst = 'secret' | 'code';

/** App roles a managed identity can hold; only `Application.ReadWrite.OwnedBy` is granted at the start. */
export type GraphRole =
  | 'Application.ReadWrite.OwnedBy'
  | 'Application.ReadWrite.All'
  | 'AppRoleAssignment.ReadWrite.All'
  | 'Directory.Read.All'
  | 'Policy.Read.ApplicationConfiguration';

/** The tenant's rules for client secrets. */
export interface SecretPolicy {
  /** No limit when left out. */
  readonly maxLifetimeDays?: number;
  /** False: no client secrets at all; true when left out. */
  readonly secretsAllowed?: boolean;
}

/** How much of Graph one application may use. */
export interface GraphLimits {
  /** Resource units, of which each request costs at least one. */
  readonly units: Allowance;
  readonly writes: Allowance;
}

/** Of the smallest tenants (microsoft-graph-docs-contrib, throttling-limits.md). */
export const DOCUMENTED_GRAPH_LIMITS: GraphLimits = {
  units: { amount: 3_500, perMs: 10_000 },
  writes: { amount: 3_000, perMs: 150_000 },
};

export interface TenantSettings {
  replication: Replication;
  ownership: OwnershipMode;
  checksFirst: ChecksFirst;
  policy: SecretPolicy;
  limits: GraphLimits;
  readonly roles: Set<GraphRole>;
  readonly users: SandboxUser[];
  readonly groups: SandboxGroup[];
  browserUser: string;
  /** What the times in ID tokens are taken from; the sandbox's clock at the start. */
  idTokenTime: () => Date;
}

export interface TenantOptions {
  /** `creator-owns` when left out. */
  readonly ownership?: OwnershipMode;
  /** `secret` when left out. */
  readonly checksFirst?: ChecksFirst;
  /** No lag when left out. */
  readonly replication?: Replication;
}

export const createTenantSettings = (clock: Clock, options: TenantOptions): TenantSettings => ({
  replication: options.replication ?? { lagMs: 0, monotonic: true },
  ownership: options.ownership ?? 'creator-owns',
  checksFirst: options.checksFirst ?? 'secret',
  policy: {},
  limits: DOCUMENTED_GRAPH_LIMITS,
  roles: new Set(['Application.ReadWrite.OwnedBy']),
  users: [...defaultUsers],
  groups: [SALES, SUPPORT],
  browserUser: defaultUsers[0]?.userPrincipalName ?? '',
  idTokenTime: clock.now,
});
