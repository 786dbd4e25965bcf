/**
 * How long a change may be on its way through Entra: its servers learn of new things late and not in step, and Microsoft
 * promises no time (msgraph-bicep-types#193). What is young is not yet there, never gone.
 */
import { type Duration, days, minutes } from './duration';

/** Until a new credential is listed by every server; only after that is one that the vault names revoked when it is missing. */
export const CREDENTIAL_LISTED: Duration = minutes(15);

/**
 * Until every server accepts a new secret (4 to 18 s: microsoft-graph-docs#17966). While EspoCRM has one that works, the new
 * one is given this time first.
 */
export const SECRET_KNOWN: Duration = minutes(15);
/** Until a refused secret is no longer asked about every few seconds. */
export const SECRET_ACCEPTED: Duration = minutes(30);
/** A secret that is refused after so long never was what Entra made. */
export const SECRET_UNUSABLE: Duration = days(1);
/** Until a server that does not know a credential to be removed is believed that it is gone (Vault and mutandae: a new one stays alive). */
export const CREDENTIAL_REMOVABLE: Duration = minutes(30);
/** For how long a registration that is not shown any more is not believed to be gone. */
export const REGISTRATION_GONE: Duration = minutes(10);
