/** Ids that are all texts, told apart by their types so that none can be taken for another. */

declare const kind: unique symbol;

/** A text of its own: any string may become one, but one never becomes another. */
type Id<Kind extends string> = string & { readonly [kind]?: Kind };
/** Unique in this installation; part of every name we give in Entra and Key Vault. */
export type ConnectionName = Id<'connection'>;
/** Of an app registration: what Graph calls it by. One of the other kind answers 404, as lag does. */
export type ObjectId = Id<'object'>;
/** Application (client) id of a registration: what EspoCRM and tokens call it by. */
export type AppId = Id<'application'>;
/** Of a client secret in Entra. */
export type KeyId = Id<'key'>;
/** Key Vault's id of one version of a secret. */
export type VersionId = Id<'version'>;
