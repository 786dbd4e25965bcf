/** The secrets of one vault and the stages of their lives; knows nothing of HTTP. */
import type { World } from '../kit/world';
import {
  badParameter,
  beingDeleted,
  cannotBeRecreated,
  deletedButRecoverable,
  deletedSecretNotFound,
  nameTaken,
  secretNotFound,
} from './vaultRefusal';

export const RETENTION_DAYS = 90;
const DAY_MS = 86_400_000;

/** What a caller may set on a version, dates in seconds since 1970. */
export interface SecretSettings {
  readonly contentType?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly enabled: boolean;
  readonly nbf?: number | undefined;
  readonly exp?: number | undefined;
}

export interface SecretVersion extends SecretSettings {
  readonly version: string;
  readonly value: string;
  readonly madeAt: Date;
  readonly updatedAt: Date;
}

export interface Secret {
  readonly name: string;
  /** Oldest first; the last one is the current one, even when it is disabled. */
  readonly versions: readonly SecretVersion[];
  /** Since when, where the secret did not begin that way. */
  readonly phase: { readonly kind: 'active' | 'deleted' | 'purged'; readonly since?: Date };
}

/** A phase is reached only some time after the call that asked for it. */
export type Stage = 'active' | 'deleting' | 'deleted' | 'recovering' | 'purging';

export interface SecretStore {
  set(name: string, value: string, settings: SecretSettings): { secret: Secret; version: SecretVersion };
  /** An active secret, or the refusal its stage deserves. */
  active(name: string): Secret;
  /** A version of an active secret, the current one when the version is empty. */
  version(name: string, version: string): { secret: Secret; version: SecretVersion };
  change(name: string, version: string, change: Partial<SecretSettings>): { secret: Secret; version: SecretVersion };
  delete(name: string): Secret;
  /** A secret whose deletion is complete. */
  deleted(name: string): Secret;
  recover(name: string): Secret;
  purge(name: string): void;
  backup(name: string): string;
  restore(blob: string): Secret;
  /** All versions of an active secret under another name as well, with tags of their own. */
  copy(name: string, as: string, tagsOf: (version: SecretVersion) => SecretVersion['tags']): void;
  /** Any stage, sorted by name. */
  all(): readonly { secret: Secret; stage: Stage }[];
  find(name: string): { secret: Secret; stage: Stage } | undefined;
}

export const currentOf = ({ name, versions }: Secret): SecretVersion => {
  const current = versions.at(-1);
  if (!current) throw secretNotFound(name);
  return current;
};

export function createSecretStore({ clock, random }: World, settlingMs: number): SecretStore {
  // Names are case-insensitive (azure-security-docs, about-keys-secrets-certificates.md); the first spelling stays.
  const secrets = new Map<string, Secret>();
  const backups = new Map<string, Secret>();

  const stageOf = ({ phase: { kind, since } }: Secret): Stage | 'gone' => {
    const age = since ? clock.now().getTime() - since.getTime() : Number.POSITIVE_INFINITY;
    if (kind === 'active') return age < settlingMs ? 'recovering' : 'active';
    if (kind === 'purged') return age < settlingMs ? 'purging' : 'gone';
    if (age >= RETENTION_DAYS * DAY_MS) return 'gone';
    return age < settlingMs ? 'deleting' : 'deleted';
  };
  const keep = (secret: Secret) => {
    secrets.set(secret.name.toLowerCase(), secret);
    return secret;
  };
  const find = (name: string) => {
    const secret = secrets.get(name.toLowerCase());
    const stage = secret && stageOf(secret);
    return secret && stage && stage !== 'gone' ? { secret, stage } : undefined;
  };
  const active = (name: string) => {
    const found = find(name);
    if (found?.stage !== 'active') throw secretNotFound(name);
    return found.secret;
  };
  const version = (name: string, wanted: string) => {
    const secret = active(name);
    const found = wanted === '' ? currentOf(secret) : secret.versions.find((one) => one.version === wanted);
    if (!found) throw secretNotFound(`${name}/${wanted}`);
    return { secret, version: found };
  };
  const deleted = (name: string) => {
    const found = find(name);
    if (found?.stage !== 'deleted') throw deletedSecretNotFound(name);
    return found.secret;
  };
  /** Recovering and purging too soon after a delete is refused (terraform-provider-azurerm#10454). */
  const settledDeletion = (name: string) => {
    if (find(name)?.stage === 'deleting') throw beingDeleted();
    return deleted(name);
  };

  return {
    active,
    version,
    deleted,
    find,
    all: () =>
      [...secrets.keys()].sort().flatMap((name) => {
        const found = find(name);
        return found ? [found] : [];
      }),
    set(name, value, settings) {
      const found = find(name);
      if (found?.stage === 'deleted') throw deletedButRecoverable(name);
      if (found?.stage === 'recovering') throw cannotBeRecreated(name, 'recovered');
      if (found && found.stage !== 'active') throw cannotBeRecreated(name, 'deleted');
      const now = clock.now();
      const made = { ...settings, version: random.text(32, '0123456789abcdef'), value, madeAt: now, updatedAt: now };
      const before = found?.secret ?? { name, versions: [], phase: { kind: 'active' } };
      return { secret: keep({ ...before, versions: [...before.versions, made] }), version: made };
    },
    change(name, wanted, change) {
      const { secret, version: before } = version(name, wanted);
      const after = { ...before, ...change, updatedAt: clock.now() };
      const versions = secret.versions.map((one) => (one === before ? after : one));
      return { secret: keep({ ...secret, versions }), version: after };
    },
    delete(name) {
      if (find(name)?.stage === 'deleting') throw beingDeleted();
      return keep({ ...active(name), phase: { kind: 'deleted', since: clock.now() } });
    },
    recover: (name) => keep({ ...settledDeletion(name), phase: { kind: 'active', since: clock.now() } }),
    purge: (name) => void keep({ ...settledDeletion(name), phase: { kind: 'purged', since: clock.now() } }),
    backup(name) {
      const secret = active(name);
      const blob = Buffer.from(random.text(96, 'abcdefghijklmnopqrstuvwxyz0123456789')).toString('base64url');
      backups.set(blob, secret);
      return blob;
    },
    restore(blob) {
      const secret = backups.get(blob);
      if (!secret) throw badParameter();
      const found = find(secret.name);
      // A purged name stays taken for some seconds (azure-sdk-for-net#26027).
      if (found) throw found.stage === 'deleted' ? deletedButRecoverable(secret.name) : nameTaken(secret.name);
      return keep({ ...secret, phase: { kind: 'active' } });
    },
    copy(name, as, tagsOf) {
      const secret = active(name);
      keep({ ...secret, name: as, versions: secret.versions.map((each) => ({ ...each, tags: tagsOf(each) })) });
    },
  };
}
