/** What tests, and people in the portal, can do to a vault behind the API's back. */
import type { Allowance } from '../kit/allowance';
import { currentOf, type Secret, type SecretStore, type SecretVersion, type Stage } from './secretStore';
import type { EventDateShape } from './vaultEvent';
import type { SecretAction } from './vaultGuard';

export interface PortalSecret {
  readonly value: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly notBefore?: Date;
  readonly expiresOn?: Date;
  readonly enabled?: boolean;
}

/** A version as shown to people: everything but its value. */
export interface VersionView {
  readonly version: string;
  readonly enabled: boolean;
  readonly createdOn: Date;
  readonly updatedOn: Date;
  readonly notBefore?: Date;
  readonly expiresOn?: Date;
  readonly contentType?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SecretView {
  readonly name: string;
  readonly stage: Stage;
  /** Oldest first; the last one is the current one. */
  readonly versions: readonly VersionView[];
}

export interface KeyVaultControls {
  /** Types a secret into the portal, or a new version of one; raises the same events as the API. */
  put(name: string, secret: PortalSecret): VersionView;
  list(): readonly SecretView[];
  /** Does that version (the current one when undefined) hold exactly this text? */
  holds(name: string, version: string | undefined, text: string): boolean;
  /** Makes a secret with the same versions, for a crowd of equal ones; nothing is raised about it. `tags` are added to theirs. */
  copy(name: string, as: string, tags: Readonly<Record<string, string>>): void;
  /** Replaces the tags of a version. */
  editTags(name: string, version: string, tags: Readonly<Record<string, string>>): void;
  enable(name: string, version: string): void;
  disable(name: string, version: string): void;
  /** Takes a data action away from every caller. */
  revoke(action: SecretAction): void;
  grant(action: SecretAction): void;
  /** How NBF and EXP look in later events. */
  shapeEventDates(shape: EventDateShape): void;
  /** How many transactions the vault takes; what is documented at the start. */
  setLimit(limit: Allowance): void;
  /** Stops the vault's timer. */
  close(): void;
}

export interface KeyVaultControlsOptions {
  readonly store: SecretStore;
  readonly revoked: Set<SecretAction>;
  readonly onNewVersion: (secret: Secret, version: SecretVersion) => void;
  readonly shapeEventDates: (shape: EventDateShape) => void;
  readonly setLimit: (limit: Allowance) => void;
  readonly close: () => void;
}

const secondsOf = (date: Date | undefined) => date && Math.floor(date.getTime() / 1000);

function viewOf({ version, enabled, madeAt, updatedAt, nbf, exp, contentType, tags }: SecretVersion): VersionView {
  return {
    version,
    enabled,
    createdOn: madeAt,
    updatedOn: updatedAt,
    ...(nbf !== undefined && { notBefore: new Date(nbf * 1000) }),
    ...(exp !== undefined && { expiresOn: new Date(exp * 1000) }),
    ...(contentType !== undefined && { contentType }),
    tags: tags ?? {},
  };
}

export function createKeyVaultControls(options: KeyVaultControlsOptions): KeyVaultControls {
  const { store, revoked, onNewVersion, shapeEventDates, setLimit, close } = options;
  return {
    put(name, { value, contentType, tags, notBefore, expiresOn, enabled = true }) {
      const dates = { nbf: secondsOf(notBefore), exp: secondsOf(expiresOn) };
      const { secret, version } = store.set(name, value, { contentType, tags, enabled, ...dates });
      onNewVersion(secret, version);
      return viewOf(version);
    },
    list: () =>
      store.all().map(({ secret, stage }) => ({ name: secret.name, stage, versions: secret.versions.map(viewOf) })),
    holds(name, version, text) {
      const secret = store.find(name)?.secret;
      if (!secret) return false;
      const held = version === undefined ? currentOf(secret) : secret.versions.find((one) => one.version === version);
      return held?.value === text;
    },
    copy: (name, as, added) => store.copy(name, as, ({ tags }) => ({ ...tags, ...added })),
    editTags: (name, version, tags) => void store.change(name, version, { tags }),
    enable: (name, version) => void store.change(name, version, { enabled: true }),
    disable: (name, version) => void store.change(name, version, { enabled: false }),
    revoke: (action) => void revoked.add(action),
    grant: (action) => void revoked.delete(action),
    shapeEventDates,
    setLimit,
    close,
  };
}
