/** What Entra holds of one connection, whatever any of its servers knows of it, and how changes to that spread. */
import type { AppId, KeyId, ObjectId } from '../../src/core/ids';
import type { AssignedGroup } from '../../src/core/observation';
import type { Chances } from './chances';
import type { Timeline } from './timeline';

export type By = 'product' | 'hand';

export interface Credential {
  readonly keyId: KeyId;
  readonly displayName: string | undefined;
  readonly text: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Left out where every server knows it. */
  readonly spreads?: {
    /** From when on every server lists it. */
    readonly listedMs: number;
    /** From when on some server accepts it, and from when on every server. */
    readonly firstAcceptedMs: number;
    readonly acceptedMs: number;
  };
}

export interface RemovedCredential extends Credential {
  readonly by: By;
  /** Until when some server still lists it, and until when some server still accepts it. */
  readonly unlistedMs: number;
  readonly refusedMs: number;
}

/** What everybody who may read a registration sees of it. */
export interface Shown {
  readonly displayName: string;
  readonly signInAudience: string;
  readonly redirectUris: readonly string[];
  readonly idTokenClaims: readonly string[];
  readonly groupMembershipClaims: string | null;
}

export interface Registration {
  readonly objectId: ObjectId;
  readonly appId: AppId;
  /** Undefined for one that somebody else made. */
  readonly uniqueName: string | undefined;
  readonly now: Shown;
  readonly before: Shown | undefined;
  /** From when on every server answers with `now`. */
  readonly knownMs: number;
  /** The same for the service principal; undefined when there is none. */
  readonly principalKnownMs: number | undefined;
  readonly ownedByUs: boolean;
  readonly isOurIdentity: boolean;
  readonly applicationPermissions: number;
  readonly assignedGroups: readonly AssignedGroup[];
}

/** Plain values, for tests to look into and to change by hand. */
export interface EntraHeld {
  registration: Registration | undefined;
  /** The one before, which some server still shows until then. */
  deleted: { readonly registration: Registration; readonly goneMs: number } | undefined;
  readonly credentials: Credential[];
  readonly removed: RemovedCredential[];
}

export interface Entra {
  readonly held: EntraHeld;
  register(uniqueName: string | undefined, shown: Shown): Registration;
  change(changes: Partial<Shown>): void;
  addPrincipal(): void;
  addCredential(displayName: string | undefined, endsAt: Date): Credential;
  remove(credential: Credential, by: By): void;
  deregister(): void;
}

/** The first digits say what it is of. */
const KINDS = { key: '00000000', object: '0b000000', application: 'a0000000' } as const;

const idOf = (kind: keyof typeof KINDS, number: number): string =>
  `${KINDS[kind]}-0000-4000-8000-${String(number).padStart(12, '0')}`;

export function createEntra({ nowMs }: Timeline, { spread }: Chances): Entra {
  const held: EntraHeld = { registration: undefined, deleted: undefined, credentials: [], removed: [] };
  let registrations = 0;
  let credentials = 0;

  function remove(credential: Credential, by: By): void {
    held.credentials.splice(held.credentials.indexOf(credential), 1);
    held.removed.push({ ...credential, by, unlistedMs: spread(nowMs()), refusedMs: spread(nowMs()) });
  }

  return {
    held,
    remove,
    register(uniqueName, now) {
      registrations += 1;
      held.registration = {
        objectId: idOf('object', registrations),
        appId: idOf('application', registrations),
        uniqueName,
        now,
        before: undefined,
        knownMs: spread(nowMs()),
        principalKnownMs: undefined,
        ownedByUs: true,
        isOurIdentity: false,
        applicationPermissions: 0,
        assignedGroups: [],
      };
      return held.registration;
    },
    change(changes) {
      const { registration } = held;
      if (!registration) return;
      const { now } = registration;
      held.registration = { ...registration, now: { ...now, ...changes }, before: now, knownMs: spread(nowMs()) };
    },
    addPrincipal() {
      const { registration } = held;
      if (registration) held.registration = { ...registration, principalKnownMs: spread(nowMs()) };
    },
    addCredential(displayName, endsAt) {
      credentials += 1;
      const acceptedMs = spread(nowMs());
      const added: Credential = {
        keyId: idOf('key', credentials),
        displayName,
        text: `text-${credentials}`,
        startsAt: new Date(nowMs()),
        endsAt,
        spreads: {
          listedMs: spread(nowMs()),
          firstAcceptedMs: Math.floor((nowMs() + acceptedMs) / 2),
          acceptedMs,
        },
      };
      held.credentials.push(added);
      return added;
    },
    deregister() {
      if (!held.registration) return;
      for (const each of [...held.credentials]) remove(each, 'product');
      held.deleted = { registration: held.registration, goneMs: spread(nowMs()) };
      held.registration = undefined;
    },
  };
}

export const isLive = ({ endsAt }: Credential, nowMs: number): boolean => nowMs < endsAt.getTime();

/** What one server of Entra, any of them, makes of the state of things now: until a change is known everywhere, each may answer old or new. */
export interface Replica {
  /** Whether it knows of something that is known everywhere from then on. */
  knows(fromMs: number): boolean;
  listed(): readonly Credential[];
  accepts(text: string | undefined): 'accepted' | 'expired' | 'refused';
}

export function createReplica({ held }: Entra, { nowMs }: Timeline, { isAhead }: Chances): Replica {
  const knows = (fromMs: number) => nowMs() >= fromMs || isAhead();
  const lists = ({ spreads }: Credential) => spreads === undefined || knows(spreads.listedMs);
  function acceptsYet({ spreads }: Credential): boolean {
    if (spreads === undefined) return true;
    return nowMs() >= spreads.firstAcceptedMs && knows(spreads.acceptedMs);
  }
  return {
    knows,
    listed: () => [
      ...held.credentials.filter(lists),
      ...held.removed.filter((each) => lists(each) && !knows(each.unlistedMs)),
    ],
    accepts(text) {
      const present = held.credentials.find((each) => each.text === text);
      const found = present ?? held.removed.find((each) => each.text === text && !knows(each.refusedMs));
      if (!found || nowMs() < found.startsAt.getTime() || !acceptsYet(found)) return 'refused';
      return isLive(found, nowMs()) ? 'accepted' : 'expired';
    },
  };
}
