/** The record kept on each version of a client secret in Key Vault, as tags. */
import * as z from 'zod';
import { dateSchema } from '../../contract/time';
import { nearestDays } from '../../core/duration';
import type { ConnectionName, KeyId, VersionId } from '../../core/ids';
import type { StoredSecret } from '../../core/observation';
import { PRODUCT } from '../../core/ownership';
import type { StoreRecord } from '../../reconcile/ports';

type Tags = Record<string, string>;

const tagsSchema = z.object({
  ManagedBy: z.literal(PRODUCT),
  Connection: z.string(),
  CredentialId: z.guid().transform((text): KeyId => text),
  IssuedAt: dateSchema,
  InUseSince: dateSchema.optional(),
  DeliveredAt: dateSchema.optional(),
  RefusedAt: dateSchema.optional(),
});

/** The first three are named as in Microsoft's rotation tutorials (Key Vault, Automate the rotation of a secret). */
export function newTags(
  connection: ConnectionName,
  { keyId, objectId, appId, issuedAt, expiresAt }: StoreRecord,
): Tags {
  return {
    CredentialId: keyId,
    ProviderAddress: objectId,
    ValidityPeriodDays: String(nearestDays(issuedAt, expiresAt)),
    ManagedBy: PRODUCT,
    Connection: connection,
    ApplicationId: appId,
    IssuedAt: issuedAt.toISOString(),
  };
}

/** Whether Key Vault merges or replaces tags is not documented, so the whole set is written each time. */
export function deliveredTags(tags: Readonly<Tags>, at: Date): Tags {
  const now = at.toISOString();
  return { ...tags, InUseSince: tags['InUseSince'] ?? now, DeliveredAt: now };
}

export const refusedTags = (tags: Readonly<Tags>, at: Date): Tags => ({ ...tags, RefusedAt: at.toISOString() });

/** Whether a version carries our mark and the connection's name, whatever became of its other tags. */
export const isOurs = (connection: ConnectionName, tags: Readonly<Tags> = {}): boolean =>
  tags['ManagedBy'] === PRODUCT && tags['Connection'] === connection;

/** Undefined when the tags do not say that this version is ours and of this connection. */
export function readTags(
  connection: ConnectionName,
  version: VersionId,
  tags: Readonly<Tags> | undefined,
  expiresAt: Date | undefined,
): StoredSecret | undefined {
  const parsed = tagsSchema.safeParse(tags);
  if (!parsed.success || parsed.data.Connection !== connection || !expiresAt) return undefined;
  const { CredentialId: keyId, IssuedAt: issuedAt, InUseSince: inUseSince, DeliveredAt: deliveredAt } = parsed.data;
  const { RefusedAt: refusedAt } = parsed.data;
  return { version, keyId, issuedAt, expiresAt, inUseSince, deliveredAt, refusedAt, tags: tags ?? {} };
}
