/** What reconciling needs from an EspoCRM, in our own words; the adapter fulfils it. Every call may throw a Failure. */
import type { EspoCrmRead, HeldSecret, OfferedSignIn, SignInSettings, SignInTarget } from '../core/observation';
import type { Secret } from '../core/secret';

export type AdminSignIn = { readonly userName: string; readonly password: Secret };

/** The sign-in settings of one EspoCRM, or of one of its portals, through its administrator. */
export interface EspoCrm {
  /** `teams`: names of those to look for. */
  read(target: SignInTarget, admin: AdminSignIn, teams: readonly string[]): Promise<EspoCrmRead>;
  /** How many characters of a user name it keeps; undefined where it does not say. */
  readUserNameLength(target: SignInTarget, admin: AdminSignIn): Promise<number | undefined>;
  /** As anybody may ask, without the administrator; undefined when it offers no sign-in through Entra. */
  offers(target: SignInTarget): Promise<OfferedSignIn | undefined>;
  /** Makes those there are none of; answers the ids by name. */
  createTeams(
    target: SignInTarget,
    admin: AdminSignIn,
    names: readonly string[],
  ): Promise<Readonly<Record<string, string>>>;
  /** Lets EspoCRM keep that many characters of a user name. */
  lengthenUserNames(target: SignInTarget, admin: AdminSignIn, length: number): Promise<void>;
  /** For one delivery. Whoever gets the session closes it, on every path. */
  signIn(target: SignInTarget, admin: AdminSignIn): Promise<EspoCrmSession>;
  /** Gives EspoCRM its own login back, with the same care as a delivery. */
  detach(target: SignInTarget, admin: AdminSignIn): Promise<void>;
  /**
   * Signs in with a made-up code, so that EspoCRM shows its secret to Entra. `refused` is a failed sign-in, of which
   * EspoCRM takes ten a minute from one address before it bans it.
   */
  trySignIn(target: SignInTarget): Promise<HeldSecret>;
}

/** The administrator signed in, able to undo what would lock them out. */
export interface EspoCrmSession {
  /** Settings and secret in one request. */
  write(settings: SignInSettings, secret: Secret): Promise<void>;
  /** Throws a Failure when EspoCRM does not show what was written; undoes the write where it keeps the administrator out. */
  readBack(): Promise<void>;
  /** Signs out; never rejects, and does nothing the second time. */
  close(): Promise<void>;
}
