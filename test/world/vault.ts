/** Key Vault as one process sees it; the tags are written and read by the product's own code. */
import { deliveredTags, newTags, readTags, refusedTags } from '../../src/adapters/keyVault/secretTags';
import { Failure } from '../../src/core/failure';
import { createSecret } from '../../src/core/secret';
import type { Vault } from '../../src/reconcile/ports';
import type { Truth } from './truth';
import type { Worker } from './worker';

export function createVault(truth: Truth, worker: Worker): Vault {
  const { versions } = truth;
  const call = <T>(operation: string, effect: () => T) => worker.call('Key Vault', operation, effect);
  const find = (version: string) => versions.find((each) => each.version === version);
  return {
    readVersions: (connection) =>
      call('list the versions of the client secret', () =>
        versions
          .filter(({ enabled }) => enabled)
          .flatMap(({ version, tags, expiresAt }) => readTags(connection, version, tags, expiresAt) ?? [])
          .sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime() || (a.version < b.version ? -1 : 1)),
      ),
    store: (connection, secret, record) =>
      call('store the client secret', () =>
        truth.addVersion(secret.reveal(), newTags(connection, record), record.expiresAt, 'product'),
      ),
    reveal: (_connection, version) =>
      call('read the client secret', () => {
        const found = find(version);
        if (found?.enabled) return createSecret(found.text);
        throw disabled();
      }),
    // Written back whole as they were read, as the adapter does it: somebody may have come between.
    markDelivered: (_connection, { version, tags }, at) =>
      call('record the delivery', () => {
        const found = find(version);
        if (!found) return;
        if (!truth.espocrm.held.has(found.text)) truth.falseRecords += 1;
        found.tags = deliveredTags(tags, at);
      }),
    markRefused: (_connection, { version, tags }, at) =>
      call('record that Entra refuses the client secret', () => {
        const found = find(version);
        if (found) found.tags = refusedTags(tags, at);
      }),
    disable: (_connection, version) =>
      call('disable a version of the client secret', () => {
        const found = find(version);
        if (found) found.enabled = false;
      }),
    // No connection of the model is removed.
    whoseSecret: async () => 'ours',
    discard: async () => undefined,
    readAdmin: () =>
      call('read the administrator sign-in', () => ({ userName: 'admin', password: createSecret('password') })),
  };
}

const disabled = () =>
  new Failure({
    system: 'Key Vault',
    operation: 'read the client secret',
    code: 'SecretDisabled',
    status: 403,
    retry: 'never',
    advice: 'As Key Vault does.',
  });
