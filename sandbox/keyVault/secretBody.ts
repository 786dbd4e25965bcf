/** Secrets as the service puts them on the wire. */
import { currentOf, RETENTION_DAYS, type Secret, type SecretVersion } from './secretStore';

const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000);

const attributesOf = ({ enabled, nbf, exp, madeAt, updatedAt }: SecretVersion) => ({
  enabled,
  nbf,
  exp,
  created: secondsOf(madeAt),
  updated: secondsOf(updatedAt),
  recoveryLevel: 'Recoverable+Purgeable',
  recoverableDays: RETENTION_DAYS,
});

export interface SecretBodies {
  idOf(secret: Secret, version: SecretVersion): string;
  /** With its value only where the API gives it: set and get. */
  bundle(secret: Secret, version: SecretVersion, withValue: boolean): object;
  /** A line of a list: the version, or the secret as a whole with the attributes of its current version. */
  item(secret: Secret, version?: SecretVersion): object;
  deletedItem(secret: Secret): object;
  deletedBundle(secret: Secret): object;
}

export function createSecretBodies(url: () => string): SecretBodies {
  const wholeId = (secret: Secret) => `${url()}/secrets/${secret.name}`;
  const idOf = (secret: Secret, { version }: SecretVersion) => `${wholeId(secret)}/${version}`;
  const plain = (version: SecretVersion) => ({
    contentType: version.contentType,
    attributes: attributesOf(version),
    tags: version.tags,
  });
  const deletion = ({ name, phase }: Secret) => ({
    recoveryId: `${url()}/deletedsecrets/${name}`,
    deletedDate: phase.since && secondsOf(phase.since),
    scheduledPurgeDate: phase.since && secondsOf(phase.since) + RETENTION_DAYS * 86_400,
  });
  return {
    idOf,
    bundle: (secret, version, withValue) => ({
      value: withValue ? version.value : undefined,
      id: idOf(secret, version),
      ...plain(version),
    }),
    item: (secret, version) => ({
      id: version ? idOf(secret, version) : wholeId(secret),
      ...plain(version ?? currentOf(secret)),
    }),
    deletedItem: (secret) => ({ id: wholeId(secret), ...plain(currentOf(secret)), ...deletion(secret) }),
    deletedBundle: (secret) => ({
      id: idOf(secret, currentOf(secret)),
      ...plain(currentOf(secret)),
      ...deletion(secret),
    }),
  };
}
