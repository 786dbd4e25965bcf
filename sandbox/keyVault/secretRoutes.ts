/** The operations on living secrets: set, get, update, list, back up, restore. */
import type { Route, SimResponse } from '../kit/simulator';
import { pageOf } from './pageOf';
import type { SecretBodies } from './secretBody';
import { MAX_TAGS, readChangeBody, readName, readRestoreBody, readSetBody } from './secretRequest';
import type { Secret, SecretStore, SecretVersion } from './secretStore';
import { badParameter, secretDisabled } from './vaultRefusal';

export interface SecretRoutesOptions {
  readonly store: SecretStore;
  readonly bodies: SecretBodies;
  readonly url: () => string;
  readonly patchMergesTags: boolean;
  readonly onNewVersion: (secret: Secret, version: SecretVersion) => void;
}

const ok = (body: object): SimResponse => ({ status: 200, body });

export function createSecretRoutes(options: SecretRoutesOptions): readonly Route[] {
  const { store, bodies, url, patchMergesTags, onNewVersion } = options;

  function change(name: string, wanted: string, body: unknown): SimResponse {
    const asked = readChangeBody(body);
    const { version: before } = store.version(name, wanted);
    const tags = patchMergesTags && asked.tags ? { ...before.tags, ...asked.tags } : asked.tags;
    if (Object.keys(tags ?? {}).length > MAX_TAGS) throw badParameter();
    const { secret, version } = store.change(name, wanted, { ...asked, ...(tags && { tags }) });
    return ok(bodies.bundle(secret, version, false));
  }

  return [
    {
      operation: 'restoreSecret',
      method: 'POST',
      path: /^\/secrets\/restore\/?$/,
      handle({ body }) {
        const secret = store.restore(readRestoreBody(body));
        return ok(bodies.bundle(secret, store.version(secret.name, '').version, false));
      },
    },
    {
      operation: 'backupSecret',
      method: 'POST',
      path: /^\/secrets\/(?<name>[^/]+)\/backup\/?$/,
      handle: (_request, { name = '' }) => ok({ value: store.backup(readName(name)) }),
    },
    {
      operation: 'listSecretVersions',
      method: 'GET',
      path: /^\/secrets\/(?<name>[^/]+)\/versions\/?$/,
      handle(request, { name = '' }) {
        const found = store.find(readName(name));
        const secret = found?.stage === 'active' ? found.secret : undefined;
        // By version, which tells nothing of age (lowkey-vault#467): whoever wants the newest must look at the dates.
        const entries = secret?.versions.map((one) => ({ key: one.version, body: bodies.item(secret, one) }));
        return pageOf(entries ?? [], request, url());
      },
    },
    {
      operation: 'listSecrets',
      method: 'GET',
      path: /^\/secrets\/?$/,
      handle(request) {
        const active = store.all().filter(({ stage }) => stage === 'active');
        const entries = active.map(({ secret }) => ({ key: secret.name.toLowerCase(), body: bodies.item(secret) }));
        return pageOf(entries, request, url());
      },
    },
    {
      operation: 'setSecret',
      method: 'PUT',
      path: /^\/secrets\/(?<name>[^/]+)\/?$/,
      handle({ body }, { name = '' }) {
        const asked = readSetBody(body);
        const { secret, version } = store.set(readName(name), asked.value, asked.settings);
        onNewVersion(secret, version);
        return ok(bodies.bundle(secret, version, true));
      },
    },
    {
      // The clients ask for the current version with an empty one: a trailing slash.
      operation: 'getSecret',
      method: 'GET',
      path: /^\/secrets\/(?<name>[^/]+)(\/(?<version>[^/]*))?\/?$/,
      handle(_request, { name = '', version: wanted = '' }) {
        const { secret, version } = store.version(readName(name), wanted);
        // Expiry is information only: a version outside its dates is still served (about-secrets.md).
        if (!version.enabled) throw secretDisabled();
        return ok(bodies.bundle(secret, version, true));
      },
    },
    {
      operation: 'updateSecret',
      method: 'PATCH',
      path: /^\/secrets\/(?<name>[^/]+)(\/(?<version>[^/]*))?\/?$/,
      handle: ({ body }, { name = '', version = '' }) => change(readName(name), version, body),
    },
  ];
}
