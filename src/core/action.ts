/** The few things the product ever does to the outside world, each with the reasons it may be done for. */

export type Action = UpkeepAction | RemovalAction;

/** What keeps a connection working. */
export type UpkeepAction =
  /** Create or correct the app registration and its service principal in Entra. */
  | { readonly kind: 'register'; readonly reason: 'missing' | 'drifted' | 'moved' }
  /** Add a client secret in Entra and store it in Key Vault: one action, because its text is shown only once. */
  | { readonly kind: 'issue'; readonly reason: 'missing' | 'revoked' | 'unusable' | 'expiring' | 'requested' }
  /** Prove the stored secret at Entra, give it and the OIDC settings to EspoCRM, confirm, record the delivery. */
  | {
      readonly kind: 'deliver';
      readonly reason: 'new' | 'drifted' | 'refresh' | 'before-retiring';
      readonly version: string;
      readonly keyId: string;
    }
  | Retire;

/** What ends a connection. */
export type RemovalAction =
  /** Give EspoCRM its own login back. */
  | { readonly kind: 'detach'; readonly reason: 'unwanted' }
  /** Delete the app registration, which Entra keeps for 30 days. */
  | { readonly kind: 'deregister'; readonly reason: 'unwanted' }
  /** Delete the client secret in Key Vault, which keeps it for as long as its soft delete says. */
  | { readonly kind: 'discard'; readonly reason: 'unwanted' }
  | Retire;

/** Remove a client secret of ours that nothing uses any more, or that nothing may use, and disable its version in Key Vault. */
export interface Retire {
  readonly kind: 'retire';
  readonly reason: 'superseded' | 'leaked' | 'unwanted' | 'named';
  readonly keyId: string;
}
