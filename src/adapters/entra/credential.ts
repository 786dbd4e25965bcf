/** The identity this app acts with: its managed identity in Azure, the developer's own sign-in elsewhere. */
import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  ChainedTokenCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';

/** `clientId`: of a user-assigned identity; left out, the system-assigned one is used. */
export function createCredential(managed: boolean, clientId: string | undefined): TokenCredential {
  if (!managed) return new ChainedTokenCredential(new AzureCliCredential(), new AzureDeveloperCliCredential());
  return clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
}
