/** Decides when a vault raises its events, and raises each of them once. */
import { watchClock } from '../kit/watchClock';
import type { World } from '../kit/world';
import { currentOf, type Secret, type SecretStore, type SecretVersion } from './secretStore';
import type { VaultEventType } from './vaultEvent';

/** Fixed by the service (azure-docs#45793). */
const NEAR_MS = 30 * 86_400_000;

export type RaiseEvent = (type: VaultEventType, at: Date, secret: Secret, version: SecretVersion) => void;

export interface SecretEvents {
  versionMade(secret: Secret, version: SecretVersion): void;
  close(): void;
}

/** An event to come. Versions that had no expiry when they were made have none, even if it is added later. */
interface Awaited {
  readonly type: 'Microsoft.KeyVault.SecretNearExpiry' | 'Microsoft.KeyVault.SecretExpired';
  readonly name: string;
  readonly version: string;
}

interface Due {
  readonly awaited: Awaited;
  readonly at: number;
  readonly secret: Secret;
  readonly version: SecretVersion;
}

function dueTime({ type }: Awaited, { exp, madeAt }: SecretVersion): number {
  const expiry = (exp ?? Number.POSITIVE_INFINITY) * 1000;
  // Born inside the window, a version is near expiry at once (tutorial-rotation-dual.md); born expired, likewise.
  return Math.max(type === 'Microsoft.KeyVault.SecretExpired' ? expiry : expiry - NEAR_MS, madeAt.getTime());
}

export function createSecretEvents({ clock }: World, store: SecretStore, raise: RaiseEvent): SecretEvents {
  const awaiting = new Set<Awaited>();

  function dueNow(awaited: Awaited): Due[] {
    const found = store.find(awaited.name);
    const version = found?.secret.versions.find((one) => one.version === awaited.version);
    if (!found || !version) {
      // Purged meanwhile.
      awaiting.delete(awaited);
      return [];
    }
    const at = dueTime(awaited, version);
    // A deleted secret is silent, and speaks up when it is recovered.
    if (found.stage !== 'active' || at > clock.now().getTime()) return [];
    return [{ awaited, at, secret: found.secret, version }];
  }

  function look() {
    const due = [...awaiting].flatMap(dueNow).sort((one, other) => one.at - other.at);
    for (const { awaited, at, secret, version } of due) {
      awaiting.delete(awaited);
      const superseded = currentOf(secret).version !== version.version;
      // Only the current version is announced as near its end (event-schema-key-vault.md).
      if (awaited.type === 'Microsoft.KeyVault.SecretNearExpiry' && superseded) continue;
      raise(awaited.type, new Date(at), secret, version);
    }
  }

  const close = watchClock(clock, look);
  return {
    close,
    versionMade(secret, version) {
      raise('Microsoft.KeyVault.SecretNewVersionCreated', version.madeAt, secret, version);
      if (version.exp === undefined) return;
      const of = { name: secret.name, version: version.version };
      awaiting.add({ type: 'Microsoft.KeyVault.SecretNearExpiry', ...of });
      awaiting.add({ type: 'Microsoft.KeyVault.SecretExpired', ...of });
      look();
    },
  };
}
