/** What the Entra simulator is made of, is given and hands out. */
import type { Caller, Simulator, VerifyToken } from '../kit/simulator';
import type { IssuedToken } from './accessTokens';
import type { EntraControls } from './entraControls';
import type { TenantOptions } from './tenantSettings';

export interface EntraOptions extends TenantOptions {
  readonly tenantId: string;
  /** The token service's own base URL, known once it is served. */
  readonly stsUrl: () => string;
  /** Graph's own base URL, known once it is served. */
  readonly graphUrl: () => string;
}

export interface TokenOrder {
  /** Who the token speaks for; from then on a principal of the directory, holding the granted app roles. */
  readonly principal: Caller;
  /** Becomes `aud`, for example `https://vault.azure.net`. */
  readonly audience: string;
  /** 24 hours when left out, as for managed identities. */
  readonly lifetimeSeconds?: number;
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
