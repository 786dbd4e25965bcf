/** Reads Key Vault's events in either schema; an event only ever names a connection, everything else is looked up. */
import type { ConnectionName, VersionId } from './ids';
import { connectionOfSecret } from './ownership';

export type VaultEvent =
  | { readonly kind: 'nearExpiry' | 'expired'; readonly connection: ConnectionName; readonly version: VersionId }
  /** Nothing for us, with the reason. Never an error: Event Grid does not repeat an event that was refused with 400. */
  | { readonly kind: 'ignored'; readonly reason: string };

const KINDS: ReadonlyMap<string, 'nearExpiry' | 'expired'> = new Map([
  ['microsoft.keyvault.secretnearexpiry', 'nearExpiry'],
  ['microsoft.keyvault.secretexpired', 'expired'],
]);

/**
 * The type is `eventType` (Event Grid schema) or `type` (CloudEvents 1.0). `data.Id` is the truth about the secret: it
 * must lie in our own vault. Field names come in several spellings, so case and stray blanks are ignored.
 */
export function readVaultEvent(event: unknown, vaultUrl: string): VaultEvent {
  const envelope = fieldsOf(event);
  const type = textOf(envelope.get('eventtype') ?? envelope.get('type'));
  const kind = KINDS.get(type.toLowerCase());
  if (!kind) return { kind: 'ignored', reason: 'not a near-expiry or expired event of a secret' };
  const id = textOf(fieldsOf(envelope.get('data')).get('id'));
  if (!URL.canParse(id)) return { kind: 'ignored', reason: 'its data names no secret' };
  const { host, pathname } = new URL(id);
  if (host !== new URL(vaultUrl).host) return { kind: 'ignored', reason: 'a secret of another vault' };
  const [, collection, name = '', version = ''] = pathname.split('/');
  const connection = connectionOfSecret(name);
  if (collection !== 'secrets' || !connection) return { kind: 'ignored', reason: 'not a secret of ours' };
  return { kind, connection, version };
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  const isRecord = typeof value === 'object' && value !== null;
  return new Map(isRecord ? Object.entries(value).map(([key, field]) => [key.trim().toLowerCase(), field]) : []);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
