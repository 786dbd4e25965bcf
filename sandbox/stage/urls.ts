/** Where each part of a running sandbox answers. */

export interface SandboxUrls {
  readonly identity: string;
  readonly entra: string;
  readonly graph: string;
  readonly keyVault: string;
}
