/** The sandbox's made-up tenant, and the identity the app acts with in it. */

export const TENANT_ID = '5a4db000-0000-4000-8000-00000000c10d';

/** The app's user-assigned managed identity. */
export const APP_IDENTITY = {
  oid: 'a9900000-0000-4000-8000-0000000000b1',
  appId: 'a9900000-0000-4000-8000-0000000000c1',
} as const;

/** App Service gives each instance such a value; here it guards nothing. */
export const IDENTITY_HEADER = 'sandbox';

export const VAULT_NAME = 'sandbox';

/** The account that the app acts as in an EspoCRM. */
export interface EspoCrmAdmin {
  readonly userName: string;
  readonly password: string;
}

/** Of every simulated EspoCRM. */
export const ESPOCRM_ADMIN: EspoCrmAdmin = { userName: 'admin', password: 'sandbox-admin' };
