/** Client secrets and EspoCRM's administrator sign-in, in Key Vault. */
import type { TokenCredential } from '@azure/identity';
import { SecretClient, type UpdateSecretPropertiesOptions } from '@azure/keyvault-secrets';
import { Failure } from '../../core/failure';
import type { ConnectionName, VersionId } from '../../core/ids';
import type { StoredSecret } from '../../core/observation';
import { adminSecretName, clientSecretName } from '../../core/ownership';
import { createSecret } from '../../core/secret';
import type { Vault } from '../../reconcile/ports';
import { attempting } from '../attempting';
import { deliveredTags, isOurs, newTags, readTags, refusedTags } from './secretTags';
import { vaultFailure } from './vaultFailure';
import { distantDates, vaultBackOff } from './vaultPolicies';

/** Shown in the portal, and a hint to whoever finds the secret there. */
const CONTENT_TYPE = 'Entra client secret of EspoCRM, managed by espocrm-entra-connector';
/** Deleting and recovering take Key Vault about a second. */
const POLL = { intervalInMs: 500 };
/** Key Vault's error code for a name that was never used, or was deleted and purged. */
const NOT_FOUND = 'SecretNotFound';

/** `isLocal`: a vault on this machine has no Azure domain for its challenge to be checked against. */
export function createVault(url: string, isLocal: boolean, credential: TokenCredential): Vault {
  const client = new SecretClient(url, credential, {
    disableChallengeResourceVerification: isLocal,
    additionalPolicies: [
      { policy: distantDates, position: 'perCall' },
      { policy: vaultBackOff, position: 'perCall' },
    ],
  });

  const attempt = attempting(vaultFailure);
  const update = (
    operation: string,
    connection: ConnectionName,
    version: VersionId,
    changes: UpdateSecretPropertiesOptions,
  ): Promise<void> =>
    attempt(operation, async () => {
      await client.updateSecretProperties(clientSecretName(connection), version, changes);
    });
  const isCode = (error: unknown, code: string) => vaultFailure('', error).facts.code === code;

  return {
    readVersions: (connection) =>
      attempt('list the versions of the client secret', async () => {
        const found: StoredSecret[] = [];
        for await (const each of client.listPropertiesOfSecretVersions(clientSecretName(connection))) {
          const { version, enabled, tags, expiresOn } = each;
          const stored = version && enabled ? readTags(connection, version, tags, expiresOn) : undefined;
          if (stored) found.push(stored);
        }
        // Key Vault's own order has only whole seconds; a slow worker's older secret must not look newest.
        return found.sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime() || (a.version < b.version ? -1 : 1));
      }),
    store: (connection, secret, record) =>
      attempt('store the client secret', async () => {
        const name = clientSecretName(connection);
        const options = {
          tags: newTags(connection, record),
          // Whole seconds, cut off: never later than the credential's own end.
          expiresOn: record.expiresAt,
          contentType: CONTENT_TYPE,
        };
        try {
          await client.setSecret(name, secret.reveal(), options);
        } catch (error) {
          if (!isCode(error, 'ObjectIsDeletedButRecoverable')) throw error;
          await (await client.beginRecoverDeletedSecret(name, POLL)).pollUntilDone();
          await client.setSecret(name, secret.reveal(), options);
        }
      }),
    reveal: (connection, version) =>
      attempt('read the client secret', async () => {
        const { value } = await client.getSecret(clientSecretName(connection), { version });
        return createSecret(value ?? '');
      }),
    markDelivered: (connection, { version, tags }, at) =>
      update('record the delivery', connection, version, { tags: deliveredTags(tags, at) }),

    markRefused: (connection, { version, tags }, at) =>
      update('record that Entra refuses the client secret', connection, version, { tags: refusedTags(tags, at) }),

    disable: (connection, version) =>
      update('disable a version of the client secret', connection, version, { enabled: false }),

    whoseSecret: (connection) =>
      attempt('look for the client secret', async () => {
        let whose: 'ours' | 'none' = 'none';
        for await (const { tags } of client.listPropertiesOfSecretVersions(clientSecretName(connection))) {
          if (!isOurs(connection, tags)) return 'foreign';
          whose = 'ours';
        }
        return whose;
      }),
    discard: (connection) =>
      attempt('delete the client secret', async () => {
        try {
          await (await client.beginDeleteSecret(clientSecretName(connection), POLL)).pollUntilDone();
        } catch (error) {
          if (!isCode(error, NOT_FOUND)) throw error;
        }
      }),
    async readAdmin(connection) {
      const name = adminSecretName(connection);
      const operation = 'read the EspoCRM administrator sign-in';
      const value = await attempt(operation, () => client.getSecret(name)).catch((error: Failure) => {
        throw error.facts.code === NOT_FOUND ? adminMissing(operation, name, url) : error;
      });
      const [userName = '', ...rest] = (value.value ?? '').split(':');
      const password = rest.join(':').trim();
      if (!userName || !password) throw adminMissing(operation, name, url);
      return { userName, password: createSecret(password) };
    },
  };
}

const adminMissing = (operation: string, name: string, url: string) =>
  new Failure({
    system: 'Key Vault',
    operation,
    code: NOT_FOUND,
    retry: 'never',
    advice: `Store the user name and password of an EspoCRM administrator as the secret ${name}: az keyvault secret set --vault-name ${new URL(url).hostname.split('.')[0]} --name ${name} --value 'userName:password'`,
  });
