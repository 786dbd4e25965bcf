/** What is wanted: one EspoCRM instance signed in through one app registration. */
import { type Duration, days, minutes, shortestMs } from './duration';
import { SECRET_KNOWN } from './entraLag';
import type { AppId, ConnectionName, KeyId } from './ids';

export interface ConnectionSpec {
  readonly name: ConnectionName;
  /** Base URL of EspoCRM, https, without a trailing slash. */
  readonly espocrmUrl: string;
  /** Id of the portal people sign in to; undefined for EspoCRM itself. */
  readonly portal?: string | undefined;
  /** What users see when Entra asks them to sign in; undefined leaves an adopted registration's name as it is. */
  readonly displayName: string | undefined;
  /** An existing registration is used instead of one of our own. */
  readonly adopt?: Adoption | undefined;
  /** EspoCRM teams by Entra group; left out, EspoCRM's team settings are not touched. */
  readonly teams?: readonly TeamOfGroup[] | undefined;
  readonly groupClaims?: GroupClaims | undefined;
  readonly secret: SecretPolicy;
  readonly signIn: SignInPolicy;
  /** The last rotation that somebody asked for. */
  readonly rotation?: Rotation | undefined;
  /** Set when the connection is to be removed. */
  readonly removal?: Removal | undefined;
  /** Addresses EspoCRM had before; users may still be on their way back to one. */
  readonly moved?: Move | undefined;
}

export interface Adoption {
  /** Application (client) id, as EspoCRM holds it today. */
  readonly applicationId: AppId;
  /** KeyIds of client secrets made by others, to be removed once ours has been in use for the overlap. */
  readonly removeSecrets: readonly KeyId[];
}

export interface TeamOfGroup {
  /** Name of the team in EspoCRM, made when there is none. */
  readonly team: string;
  /** Object id of the group in Entra, or its name where it is assigned to the registration. */
  readonly group: string;
}

/** Which groups Entra puts into the token: those assigned to the registration, or all security groups, of which 200 fit. */
export const GROUP_CLAIMS = ['assigned', 'security'] as const;
export type GroupClaims = (typeof GROUP_CLAIMS)[number];

export type Move = { readonly at: Date; readonly from: readonly string[] };

/**
 * When the replaced secrets are removed in Entra. `after-overlap`: as at any renewal, nobody notices. `after-delivery`: as
 * soon as EspoCRM has the new one, before all of Entra need know it. `immediately`: before anything else, so nobody can
 * sign in through Entra until EspoCRM has the new one.
 */
export const REVOCATIONS = ['after-overlap', 'after-delivery', 'immediately'] as const;
export type Revocation = (typeof REVOCATIONS)[number];

export interface Rotation {
  readonly requestedAt: Date;
  readonly reason: string;
  readonly revoke: Revocation;
  /** KeyIds of the secrets that were in Key Vault when it was asked for: no clock decides what it concerns. */
  readonly replaces: readonly KeyId[];
}

export interface Removal {
  /** Leaves the app registration, without our client secrets. */
  readonly keepRegistration: boolean;
  /** Leaves the client secret in Key Vault, which no longer opens anything. */
  readonly keepSecrets: boolean;
  /** EspoCRM does not exist any more, so it is not asked for anything. */
  readonly espocrmIsGone: boolean;
}

/** Each field is explained where it is asked for (contract/connectionSpec.ts). */
export interface SecretPolicy {
  readonly validity: Duration;
  readonly renewBefore: Duration;
  readonly overlap: Duration;
  readonly deliverAfter: Duration;
}

export const USERNAME_CLAIMS = ['preferred_username', 'upn', 'email'] as const;
export const ESPOCRM_TWO_FACTOR = ['off', 'unchanged'] as const;

/** Likewise. */
export interface SignInPolicy {
  readonly usernameClaim: (typeof USERNAME_CLAIMS)[number];
  readonly createUsers: boolean;
  readonly syncUsers: boolean;
  /** Their password works either way. */
  readonly allowAdminUsers: boolean;
  readonly userNameLength?: number | undefined;
  /** `off` for everyone, password fallback included, as EspoCRM's guide to Entra asks; sign-ins through Entra skip it anyway. */
  readonly espocrmTwoFactor: (typeof ESPOCRM_TWO_FACTOR)[number];
}

/** What the guide people follow by hand recommends, with EspoCRM's defaults for the rest. */
export const DEFAULTS = {
  secret: { validity: { months: 24, ms: 0 }, renewBefore: days(30), overlap: days(7), deliverAfter: SECRET_KNOWN },
  signIn: {
    usernameClaim: 'preferred_username',
    createUsers: true,
    syncUsers: true,
    allowAdminUsers: false,
    espocrmTwoFactor: 'off',
  },
} as const satisfies { secret: SecretPolicy; signIn: SignInPolicy };

/** A request replaces what was wanted, but not what is under way: a rotation, and the addresses that EspoCRM had. */
export function asWantedNow(spec: ConnectionSpec, before: ConnectionSpec, at: Date): ConnectionSpec {
  const { rotation, moved, espocrmUrl } = before;
  const kept = { ...spec, rotation, moved };
  if (espocrmUrl === spec.espocrmUrl) return kept;
  const from = [...(moved?.from ?? []), espocrmUrl].filter((url) => url !== spec.espocrmUrl);
  return { ...kept, moved: { at, from: [...new Set(from)].slice(-MAX_FORMER_URLS) } };
}

/** Entra takes 256 redirect URIs; an EspoCRM that moves that often is a mistake somewhere. */
const MAX_FORMER_URLS = 10;
/** Key Vault's near-expiry event may come a little early by clock skew; due means this much before `renewBefore`. */
export const EVENT_TOLERANCE: Duration = minutes(60);
/** How much longer than renewal and overlap together a secret must live; less, and every look would renew. */
const MARGIN: Duration = days(7);

/** Whether a secret outlives its own renewal: validity clearly longer than `renewBefore` plus `overlap`. */
export function livesLongEnough({ validity, renewBefore, overlap }: SecretPolicy): boolean {
  return shortestMs(validity) >= shortestMs(renewBefore) + shortestMs(overlap) + shortestMs(MARGIN);
}
