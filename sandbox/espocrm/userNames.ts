/** What EspoCRM makes of a user name that comes from outside. */

/** Lower case; everything but letters, digits and `-@_.` becomes `_`, so that guests of Entra end in `_ext_...`. */
export const normalizedUserName = (claim: string): string => claim.toLowerCase().replace(/[^a-z0-9\-@_.]/g, '_');
