/** Key Vault as one process sees it: the tags are written and read by the product's own code. */
import { deliveredTags, isOurs, newTags, readTags, refusedTags } from '../../src/adapters/keyVault/secretTags';
import { Failure, type Retry } from '../../src/core/failure';
import type { ConnectionName, VersionId } from '../../src/core/ids';
import type { StoredSecret } from '../../src/core/observation';
import { createSecret } from '../../src/core/secret';
import type { Vault } from '../../src/reconcile/ports';
import type { By } from './entra';
import type { Worker } from './worker';

export interface Version {
  readonly version: VersionId;
  text: string;
  readonly expiresAt: Date;
  /** Who put it there. */
  readonly by: By;
  tags: Record<string, string>;
  enabled: boolean;
  /** As the product reads it; throws for one that is not the connection's. */
  readonly secret: StoredSecret;
}

/** Plain values, for tests to look into and to change by hand. */
export interface KeyVaultHeld {
  /** Of the connection's client secret, in the order they came. */
  readonly versions: Version[];
  /** Those that soft delete keeps: they come back with the name. */
  readonly discarded: Version[];
  /** `userName:password` of EspoCRM's administrator, as the operator stored it. */
  admin: string | undefined;
}

export interface KeyVault {
  readonly held: KeyVaultHeld;
  add(version: Omit<Version, 'version' | 'enabled' | 'secret'> & { readonly version?: VersionId }): void;
  isOurs(version: Version): boolean;
}

export function createKeyVault(connection: ConnectionName, admin: string | undefined): KeyVault {
  const held: KeyVaultHeld = { versions: [], discarded: [], admin };
  const read = ({ version, tags, expiresAt }: Version) => readTags(connection, version, tags, expiresAt);
  return {
    held,
    isOurs: (version) => read(version) !== undefined,
    add(given) {
      const number = held.versions.length + held.discarded.length + 1;
      held.versions.push({
        version: `version-${number}`,
        enabled: true,
        ...given,
        get secret() {
          const stored = read(this);
          if (stored) return stored;
          throw new TypeError(`${this.version} is not of ${connection}.`);
        },
      });
    },
  };
}

/** As the adapter makes them of Key Vault's answers. */
const refused = (code: string, status: number, retry: Retry) =>
  new Failure({ system: 'Key Vault', operation: 'model', code, status, retry, advice: 'As Key Vault does.' });

/** `recorded`: hears of the text of a version that is recorded as delivered. */
export function createVault({ held, add }: KeyVault, recorded: (text: string) => void, worker: Worker): Vault {
  const { versions, discarded } = held;
  const find = (version: VersionId) => {
    const found = versions.find((each) => each.version === version);
    if (found) return found;
    throw refused('SecretNotFound', 404, 'never');
  };
  return {
    readVersions: (connection) =>
      worker.call('Key Vault', 'list the versions of the client secret', () =>
        versions
          .filter(({ enabled }) => enabled)
          .flatMap(({ version, tags, expiresAt }) => readTags(connection, version, tags, expiresAt) ?? [])
          .sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime() || (a.version < b.version ? -1 : 1)),
      ),
    store: (connection, secret, record) =>
      worker.call('Key Vault', 'store the client secret', () => {
        versions.push(...discarded.splice(0));
        // Whole seconds, cut off.
        const expiresAt = new Date(Math.floor(record.expiresAt.getTime() / 1_000) * 1_000);
        add({ text: secret.reveal(), tags: newTags(connection, record), expiresAt, by: 'product' });
      }),
    reveal: (_connection, version) =>
      worker.call('Key Vault', 'read the client secret', () => {
        const { enabled, text } = find(version);
        if (enabled) return createSecret(text);
        throw refused('SecretDisabled', 403, 'never');
      }),
    // Written back whole as they were read, as the adapter does it: somebody may have come between.
    markDelivered: (_connection, { version, tags }, at) =>
      worker.call('Key Vault', 'record the delivery', () => {
        const found = find(version);
        recorded(found.text);
        found.tags = deliveredTags(tags, at);
      }),
    markRefused: (_connection, { version, tags }, at) =>
      worker.call('Key Vault', 'record that Entra refuses the client secret', () => {
        find(version).tags = refusedTags(tags, at);
      }),
    disable: (_connection, version) =>
      worker.call('Key Vault', 'disable a version of the client secret', () => {
        find(version).enabled = false;
      }),
    whoseSecret: (connection) =>
      worker.call('Key Vault', 'look for the client secret', () => {
        if (versions.some(({ tags }) => !isOurs(connection, tags))) return 'foreign';
        return versions.length > 0 ? 'ours' : 'none';
      }),
    discard: () =>
      worker.call('Key Vault', 'delete the client secret', () => void discarded.push(...versions.splice(0))),
    readAdmin: () =>
      worker.call('Key Vault', 'read the EspoCRM administrator sign-in', () => {
        const [userName = '', ...rest] = (held.admin ?? '').split(':');
        if (!userName) throw refused('SecretNotFound', 404, 'never');
        return { userName, password: createSecret(rest.join(':')) };
      }),
  };
}
