/** The events a vault raises about its secrets, in the Event Grid schema. */
import type { GridEvent } from '../eventGrid/gridEvent';
import type { SecretVersion } from './secretStore';

export type VaultEventType =
  | 'Microsoft.KeyVault.SecretNewVersionCreated'
  | 'Microsoft.KeyVault.SecretNearExpiry'
  | 'Microsoft.KeyVault.SecretExpired';

/** Dates in seconds since 1970: a number, a decimal text, or null; the field shows all three. */
export type EventDate = number | string | null;

export type EventDateShape = 'number' | 'string' | 'null';

/** PascalCase, as delivered, although the published contract says camelCase. */
export interface VaultEventData {
  readonly Id: string;
  readonly VaultName: string;
  readonly ObjectType: 'Secret';
  readonly ObjectName: string;
  readonly Version: string;
  readonly NBF: EventDate;
  readonly EXP: EventDate;
}

export interface VaultEvent extends GridEvent {
  readonly eventType: VaultEventType;
  readonly data: VaultEventData;
}

export interface VaultEventFacts {
  readonly id: string;
  readonly type: VaultEventType;
  readonly at: Date;
  /** ARM id and name of the vault. */
  readonly resourceId: string;
  readonly vaultName: string;
  readonly secretName: string;
  readonly version: SecretVersion;
  /** The version's address in the vault. */
  readonly versionId: string;
  readonly dates: EventDateShape;
}

function dateOf(seconds: number | undefined, shape: EventDateShape): EventDate {
  if (seconds === undefined || shape === 'null') return null;
  return shape === 'string' ? String(seconds) : seconds;
}

export function vaultEventOf(facts: VaultEventFacts): VaultEvent {
  const { id, type, at, resourceId, vaultName, secretName, version, versionId, dates } = facts;
  return {
    id,
    topic: resourceId,
    subject: secretName,
    eventType: type,
    // The service writes seven decimals.
    eventTime: at.toISOString().replace('Z', '0000Z'),
    data: {
      Id: versionId,
      VaultName: vaultName,
      ObjectType: 'Secret',
      ObjectName: secretName,
      Version: version.version,
      NBF: dateOf(version.nbf, dates),
      EXP: dateOf(version.exp, dates),
    },
    dataVersion: '1',
    metadataVersion: '1',
  };
}
