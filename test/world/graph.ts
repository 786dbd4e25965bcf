/** Microsoft Graph as one process asks it about app registrations: what is ours among its answers is told by the adapter's own code. */
import { sortCredentials, toChecked } from '../../src/adapters/entra/application';
import { Failure, type Retry } from '../../src/core/failure';
import type { AppId, ConnectionName, ObjectId } from '../../src/core/ids';
import { registrationUniqueName } from '../../src/core/ownership';
import { createSecret } from '../../src/core/secret';
import type { Registrations } from '../../src/reconcile/ports';
import type { Entra, Registration, Replica, Shown } from './entra';
import type { Worker } from './worker';

/** As the adapter makes them of Graph's answers. */
const refused = (code: string, status: number, retry: Retry) =>
  new Failure({ system: 'Microsoft Graph', operation: 'model', code, status, retry, advice: 'As Graph does.' });
const notKnown = () => refused('Request_ResourceNotFound', 404, 'soon');
const conflict = () => refused('conflict', 409, 'soon');
const notOurs = (retry: Retry) => refused('Authorization_RequestDenied', 403, retry);

export interface Graph {
  readonly entra: Entra;
  readonly replica: Replica;
  /** Hears of each credential, and whether the process has looked since it added the one before. */
  readonly added: (hasLooked: boolean) => void;
}

export function createRegistrations({ entra, replica, added }: Graph, { call }: Worker): Registrations {
  const { held } = entra;
  let hasLooked = true;

  const isAsked = (connection: ConnectionName, adopted: AppId | undefined) => (registration: Registration) =>
    adopted === undefined
      ? registration.uniqueName === registrationUniqueName(connection)
      : registration.appId === adopted;
  const isKnown = ({ knownMs }: Registration) => replica.knows(knownMs);
  const hasPrincipal = ({ principalKnownMs }: Registration) =>
    principalKnownMs !== undefined && replica.knows(principalKnownMs);

  /** What the server that answers shows, which may be what was there before. */
  function find(connection: ConnectionName, adopted: AppId | undefined) {
    const { registration, deleted } = held;
    const asked = isAsked(connection, adopted);
    if (registration && asked(registration)) {
      const shown = isKnown(registration) ? registration.now : registration.before;
      if (shown) return { registration, shown };
    }
    if (deleted && asked(deleted.registration) && !replica.knows(deleted.goneMs))
      return { registration: deleted.registration, shown: deleted.registration.now };
    return undefined;
  }

  /** In the adapter's words, so that it is the adapter that tells what is ours. */
  function checked(connection: ConnectionName, { objectId, appId, ...rest }: Registration, shown: Shown) {
    const application = {
      id: objectId,
      appId,
      displayName: shown.displayName,
      signInAudience: shown.signInAudience,
      groupMembershipClaims: shown.groupMembershipClaims,
      web: { redirectUris: [...shown.redirectUris] },
      optionalClaims: { idToken: shown.idTokenClaims.map((name) => ({ name })) },
      requiredResourceAccess: [
        { resourceAccess: Array.from({ length: rest.applicationPermissions }, () => ({ type: 'Role' })) },
      ],
      passwordCredentials: replica.listed().map(({ keyId, displayName, startsAt, endsAt }) => ({
        keyId,
        displayName,
        startDateTime: startsAt,
        endDateTime: endsAt,
      })),
    };
    return toChecked(application, sortCredentials(application, connection));
  }

  /** The registration of that id, where the server that answers knows it. */
  const byId = (objectId: ObjectId) =>
    held.registration?.objectId === objectId && isKnown(held.registration) ? held.registration : undefined;

  return {
    read: (connection, { adopted, withGroups }) =>
      call('Microsoft Graph', 'read the app registration', () => {
        hasLooked = true;
        const found = find(connection, adopted);
        if (!found) return undefined;
        const { ownedByUs, isOurIdentity, assignedGroups } = found.registration;
        return {
          ...checked(connection, found.registration, found.shown),
          hasServicePrincipal: hasPrincipal(found.registration),
          ownedByUs,
          isOurIdentity,
          assignedGroups: withGroups ? assignedGroups : [],
        };
      }),

    readForCheck: (connection, adopted) =>
      call('Microsoft Graph', 'read the app registration', () => {
        const found = find(connection, adopted);
        return found && checked(connection, found.registration, found.shown);
      }),

    async write({ uniqueName, adopted, groupMembershipClaims, ...wanted }) {
      await call('Microsoft Graph', 'write the app registration', () => {
        const { registration } = held;
        const isThere =
          registration && (adopted ? registration.appId === adopted : registration.uniqueName === uniqueName);
        const changes = { ...wanted, ...(groupMembershipClaims === undefined ? {} : { groupMembershipClaims }) };
        if (!isThere && adopted) throw notKnown();
        if (!isThere) return void entra.register(uniqueName, { groupMembershipClaims: null, ...changes });
        if (!registration.ownedByUs) throw notOurs('never');
        entra.change(changes);
      });
      await call('Microsoft Graph', 'write the service principal', () => {
        const { registration } = held;
        if (!registration || hasPrincipal(registration)) return;
        if (registration.principalKnownMs !== undefined) throw conflict();
        entra.addPrincipal();
      });
    },

    addCredential: (objectId, displayName, endsAt) => {
      const add = () => {
        added(hasLooked);
        hasLooked = false;
        const registration = byId(objectId);
        if (!registration) throw notKnown();
        if (!registration.ownedByUs) throw notOurs('soon');
        const { keyId, text } = entra.addCredential(displayName, endsAt);
        return { keyId, endsAt, secret: createSecret(text) };
      };
      // As the adapter has it: without an answer there must be time to see what is there.
      return call('Microsoft Graph', 'add a client secret', add, { retry: 'later' });
    },

    removeCredential: (objectId, keyId) =>
      call('Microsoft Graph', 'remove a client secret', () => {
        const registration = byId(objectId);
        if (!registration) throw notKnown();
        const found = held.credentials.find((each) => each.keyId === keyId);
        if (!found || (found.spreads && !replica.knows(found.spreads.listedMs))) return 'unknown';
        if (!registration.ownedByUs) throw notOurs('soon');
        entra.remove(found, 'product');
        return 'removed';
      }),

    remove: (objectId) =>
      call('Microsoft Graph', 'delete the app registration', () => {
        const registration = byId(objectId);
        if (registration && !registration.ownedByUs) throw notOurs('never');
        if (registration) entra.deregister();
      }),
  };
}
