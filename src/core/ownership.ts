/** How we mark what is ours in Entra and Key Vault, and recognise it again; whatever carries no mark is not ours. */
import type { ConnectionName } from './ids';

export const PRODUCT = 'espocrm-entra-connector';
/** `uniqueName` of the app registration: chosen once, never changed, unique in the tenant. */
export const registrationUniqueName = (connection: ConnectionName): string => `${PRODUCT}-${connection}`;
/** `displayName` of each client secret we add. */
export const credentialMark = (connection: ConnectionName): string => `${PRODUCT}/${connection}`;
/** Key Vault secret that holds the client secret. */
export const clientSecretName = (connection: ConnectionName): string => `espocrm-${connection}-client-secret`;
/** Key Vault secret with EspoCRM's administrator sign-in as `userName:password`, put there by the operator. */
export const adminSecretName = (connection: ConnectionName): string => `espocrm-${connection}-admin`;

/** The connection a Key Vault secret belongs to, or undefined when its name is not one we give. Case is ignored. */
export function connectionOfSecret(secretName: string): ConnectionName | undefined {
  return /^espocrm-([a-z0-9-]+)-client-secret$/.exec(secretName.toLowerCase())?.[1];
}
