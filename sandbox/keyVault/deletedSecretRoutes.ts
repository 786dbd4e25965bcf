/** The operations around deletion: delete, look at the deleted, recover, purge. */
import type { Route, SimResponse } from '../kit/simulator';
import { pageOf } from './pageOf';
import type { SecretBodies } from './secretBody';
import { readName } from './secretRequest';
import { currentOf, type SecretStore } from './secretStore';

export interface DeletedSecretRoutesOptions {
  readonly store: SecretStore;
  readonly bodies: SecretBodies;
  readonly url: () => string;
}

const ok = (body: object): SimResponse => ({ status: 200, body });

export function createDeletedSecretRoutes({ store, bodies, url }: DeletedSecretRoutesOptions): readonly Route[] {
  return [
    {
      operation: 'deleteSecret',
      method: 'DELETE',
      path: /^\/secrets\/(?<name>[^/]+)\/?$/,
      handle: (_request, { name = '' }) => ok(bodies.deletedBundle(store.delete(readName(name)))),
    },
    {
      operation: 'listDeletedSecrets',
      method: 'GET',
      path: /^\/deletedsecrets\/?$/,
      handle(request) {
        const deleted = store.all().filter(({ stage }) => stage === 'deleted');
        const entries = deleted.map(({ secret }) => ({
          key: secret.name.toLowerCase(),
          body: bodies.deletedItem(secret),
        }));
        return pageOf(entries, request, url());
      },
    },
    {
      // Still 404 for a moment after the delete was accepted; clients poll here (azure-sdk-for-net#26027).
      operation: 'getDeletedSecret',
      method: 'GET',
      path: /^\/deletedsecrets\/(?<name>[^/]+)\/?$/,
      handle: (_request, { name = '' }) => ok(bodies.deletedBundle(store.deleted(readName(name)))),
    },
    {
      operation: 'recoverDeletedSecret',
      method: 'POST',
      path: /^\/deletedsecrets\/(?<name>[^/]+)\/recover\/?$/,
      handle(_request, { name = '' }) {
        const secret = store.recover(readName(name));
        return ok(bodies.bundle(secret, currentOf(secret), false));
      },
    },
    {
      operation: 'purgeDeletedSecret',
      method: 'DELETE',
      path: /^\/deletedsecrets\/(?<name>[^/]+)\/?$/,
      handle(_request, { name = '' }) {
        store.purge(readName(name));
        return { status: 204 };
      },
    },
  ];
}
