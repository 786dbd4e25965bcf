/** What one run came to: kept with the connection, shown by the API, told to the log. */
import type { Action, UpkeepAction } from './action';
import type { FailureFacts } from './failure';
import type { AppId, KeyId } from './ids';
import type { Problem } from './problem';

/** `settled`: nothing left to do now. `settling`: continued by itself. `blocked`: a person has to act first. */
export const STATES = ['settled', 'settling', 'blocked'] as const;
export type State = (typeof STATES)[number];
/** As in health+json: users can sign in; they can, but something is left to do; they cannot, or soon cannot. */
export const HEALTH_STATUSES = ['pass', 'warn', 'fail'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export interface Health {
  readonly status: HealthStatus;
  readonly problems: readonly Problem[];
  /** When the secret that EspoCRM holds expires; undefined when it holds none of ours. */
  readonly secretExpiresAt?: Date | undefined;
}

export const NOTE_CODES = ['user-names-cut-off', 'validity-shortened'] as const;

/** What an administrator may want to know of a connection that is well: nothing here has to be mended. */
export type Note = { readonly code: (typeof NOTE_CODES)[number]; readonly detail: string };

/** A client secret on the registration that is not ours. */
export interface OtherSecret {
  readonly keyId: KeyId;
  readonly displayName?: string | undefined;
  readonly expiresAt: Date;
}

export type Outcome = Ended | Stopped;

/** What every outcome has. */
export interface Standing {
  readonly state: State;
  readonly health: Health;
  /** When it was seen so. */
  readonly at: Date;
  /** Since when the connection is in trouble; undefined when it is not. Given by `settle`, which knows the outcome before. */
  readonly troubledSince?: Date | undefined;
}

interface Told extends Standing {
  /** What was done, in order. */
  readonly done: readonly Action[];
  readonly appId?: AppId | undefined;
  readonly otherSecrets?: readonly OtherSecret[] | undefined;
  readonly notes?: readonly Note[] | undefined;
  /** From when on the client secret is replaced. */
  readonly renewsAt?: Date | undefined;
  /** When EspoCRM last proved that Entra accepts the secret it holds; undefined where that cannot be told. */
  readonly confirmedAt?: Date | undefined;
  /** When the next thing is due if nobody changes anything. */
  readonly recheckAt: Date;
}

/** Of a run that came to its end: nothing left to do, or nothing it may do. */
export interface Ended extends Told {
  readonly kind: 'ended';
  /** Of a removal: since when Entra does not show the registration, though it was not deleted by us. */
  readonly missingSince?: Date | undefined;
  /** The fingerprint of one that is settled: as long as it stays the same, nothing is to be done. */
  readonly settledAs?: string | undefined;
}

/** Of a run that something outside stopped; what it could not see is taken from the outcome before. */
export interface Stopped extends Told {
  readonly kind: 'stopped';
  readonly failure: FailureFacts;
  /** In which action; undefined when it was while looking. */
  readonly failedIn?: UpkeepAction['kind'] | undefined;
}
