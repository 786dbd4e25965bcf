/** What the Entra simulator is made of, is given and hands out. */
import type { Caller, Simulator, VerifyToken } from '../kit/simulator';
import type { EntraControls } from './entraControls';

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

export interface EntraOptions {
  readonly tenantId: string;
  /** The token service's own base URL, known once it is served. */
  readonly stsUrl: () => string;
  /** Graph's own base URL, known once it is served. */
  readonly graphUrl: () => string;
  /** `creator-owns` when left out. */
  readonly ownership?: OwnershipMode;
  /** `secret` when left out. */
  readonly checksFirst?: ChecksFirst;
  /** No lag when left out. */
  readonly replication?: Replication;
}

export interface TokenOrder {
  /** Who the token speaks for; from then on a principal of the directory, holding the granted app roles. */
  readonly principal: Caller;
  /** Becomes `aud`, for example `https://vault.azure.net`. */
  readonly audience: string;
  /** 24 hours when left out, as for managed identities. */
  readonly lifetimeSeconds?: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresOn: Date;
}

export type IssueToken = (order: TokenOrder) => Promise<IssuedToken>;

export interface Entra {
  readonly sts: Simulator;
  readonly graph: Simulator;
  /** Judges tokens made by `issueToken` and by the token endpoint. */
  readonly verify: VerifyToken;
  readonly issueToken: IssueToken;
  readonly controls: EntraControls;
}
