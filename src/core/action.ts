/** The few things the product ever does to the outside world, each with the reasons it may be done for. */

export type Action =
  /** Create or correct the app registration and its service principal in Entra. */
  | { readonly kind: 'register'; readonly reason: 'missing' | 'drifted' }
  /** Add a client secret in Entra and store it in Key Vault: one action, because its text is shown only once. */
  | { readonly kind: 'issue'; readonly reason: 'missing' | 'revoked' | 'expiring' }
  /** Prove the stored secret at Entra, give it and the OIDC settings to EspoCRM, confirm, record the delivery. */
  | {
      readonly kind: 'deliver';
      readonly reason: 'new' | 'drifted' | 'refresh' | 'before-retiring';
      readonly version: string;
      readonly keyId: string;
    }
  /** Remove a client secret of ours that nothing uses any more, and disable its version in Key Vault. */
  | { readonly kind: 'retire'; readonly reason: 'superseded'; readonly keyId: string };
