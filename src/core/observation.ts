/** Everything a decision may use: Entra, Key Vault and EspoCRM as seen in one look, with nothing secret in it. */
import type { AppId, ConnectionName, KeyId, ObjectId, VersionId } from './ids';

export interface Observation {
  /** When the look began. */
  readonly at: Date;
  readonly endpoints: OidcEndpoints;
  readonly registration: RegistrationSeen | undefined;
  /** The current version of our client secret in Key Vault; undefined when there is none or it is disabled. */
  readonly stored: StoredSecret | undefined;
  /** Earlier versions of ours that are still enabled. */
  readonly superseded: readonly StoredSecret[];
  readonly espocrm: EspoCrmSeen;
  /** Undefined when EspoCRM offers no sign-in through Entra, did not answer, or was not asked. */
  readonly offered: OfferedSignIn | undefined;
  /** Whether Entra accepts the secret that EspoCRM holds, judged by what EspoCRM does with it. */
  readonly heldSecret: HeldSecret;
}

/** One that shows a registration. */
export type Registered = Observation & { readonly registration: RegistrationSeen };
/** One that shows a secret of ours in Key Vault too. */
export type Issued = Registered & { readonly stored: StoredSecret };
/** `unknown`: not asked, or the answers do not tell. */
export type HeldSecret = 'accepted' | 'refused' | 'unknown';

/** From the tenant's discovery document, so that national clouds need no code. */
export type OidcEndpoints = { readonly authorization: string; readonly token: string; readonly jwks: string };

/** Public settings only: the client secret is never part of this. */
export type SignInSettings = Readonly<Record<string, SettingValue>>;
export type SettingValue =
  | string
  | boolean
  | readonly string[]
  | Readonly<Record<string, string | Readonly<Record<string, string>>>>;

export interface RegistrationSeen {
  readonly objectId: ObjectId;
  readonly appId: AppId;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly redirectUris: readonly string[];
  /** Names of the optional claims in ID tokens. */
  readonly idTokenClaims: readonly string[];
  readonly hasServicePrincipal: boolean;
  /** Whether the app's own identity is an owner; without that Entra refuses us its secrets. */
  readonly ownedByUs: boolean;
  /** Whether it is the registration of the identity this app itself acts with. */
  readonly isOurIdentity: boolean;
  /** How many application permissions it asks for: what its secret could do without any user (`requiredResourceAccess`, type Role). */
  readonly applicationPermissions: number;
  /** Which groups it puts into tokens, in Graph's word; null for none. */
  readonly groupMembershipClaims: string | null;
  /** Groups that are assigned to it in Entra; read only where the specification calls one by name, else empty. */
  readonly assignedGroups: readonly AssignedGroup[];
  /** Client secrets carrying our mark. */
  readonly credentials: readonly CredentialSeen[];
  /** Those that do not: shown, and left alone unless a request names them. */
  readonly otherCredentials: readonly OtherCredential[];
}

export interface AssignedGroup {
  /** Object id. */
  readonly id: string;
  /** Not unique in Entra. */
  readonly displayName: string;
}

/** What one request tells of a registration: all that the check compares. */
export type RegistrationChecked = Omit<
  RegistrationSeen,
  'hasServicePrincipal' | 'ownedByUs' | 'isOurIdentity' | 'assignedGroups'
>;

/** What EspoCRM tells any browser that is about to sign in. */
export interface OfferedSignIn {
  readonly clientId: string;
  readonly endpoint: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly claims: string | null;
  readonly prompt: string | null;
  readonly maxAge: number | null;
}

export type OtherCredential = CredentialSeen & { readonly displayName: string | undefined };

export type CredentialSeen = { readonly keyId: KeyId; readonly startsAt: Date; readonly endsAt: Date };

export interface StoredSecret {
  readonly version: VersionId;
  /** The Entra credential whose text this version holds. */
  readonly keyId: KeyId;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** When EspoCRM first took it; undefined while it has not. */
  readonly inUseSince: Date | undefined;
  /** When EspoCRM last took it. */
  readonly deliveredAt: Date | undefined;
  /** When Entra refused it though it was too old to be on its way: its value is not what Entra made. */
  readonly refusedAt: Date | undefined;
  /** All of its tags, those of others included. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What people sign in to: an EspoCRM, or one of its portals. */
export interface SignInTarget {
  readonly name: ConnectionName;
  readonly espocrmUrl: string;
  /** Id of the portal; undefined for EspoCRM itself. */
  readonly portal?: string | undefined;
}

export type PortalTarget = SignInTarget & { readonly portal: string };

/** EspoCRM as one look at its sign-in tells. */
export type EspoCrmRead = Omit<EspoCrmSeen, 'userNameLength'>;

export interface EspoCrmSeen {
  readonly version: string;
  /** EspoCRM's own idea of its address, or of its portal's, which decides the redirect URI. */
  readonly siteUrl: string;
  /** The public settings we manage, as far as EspoCRM has them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Ids of the teams that were asked for and exist, by name. */
  readonly teams: Readonly<Record<string, string>>;
  /** How many characters of a user name it keeps; undefined where it does not say, or was not asked. */
  readonly userNameLength: number | undefined;
  /** Those of our settings that this version of EspoCRM, or a portal, does not know. */
  readonly unsupported: readonly string[];
  /** Undefined for EspoCRM itself. */
  readonly portal?: {
    /** Whether there is an authentication provider of ours, and whether the portal is linked to it. */
    readonly hasProvider: boolean;
    readonly isLinked: boolean;
  };
}
