import { readVaultEvent } from '../../src/core/vaultEvent';

const VAULT = 'https://my-vault.vault.azure.net';
const data = {
  Id: `${VAULT}/secrets/espocrm-acme-client-secret/0123456789abcdef`,
  VaultName: 'my-vault',
  ObjectType: 'Secret',
  ObjectName: 'espocrm-acme-client-secret',
  Version: '0123456789abcdef',
  NBF: null,
  EXP: '1893456000',
};
const gridEvent = {
  id: '1',
  subject: data.ObjectName,
  eventType: 'Microsoft.KeyVault.SecretNearExpiry',
  eventTime: '2026-01-01T00:00:00Z',
  data,
};
const { eventType, ...rest } = gridEvent;
const cloudEvent = { ...rest, specversion: '1.0', source: '/subscriptions/x', type: eventType };
const acme = { kind: 'nearExpiry', connection: 'acme', version: '0123456789abcdef' };

describe('a Key Vault event', () => {
  test.each([
    ['in the Event Grid schema', gridEvent],
    ['as CloudEvents 1.0', cloudEvent],
    ['with camelCase fields, as the contract spells them', { ...gridEvent, data: { id: data.Id } }],
    ['with stray blanks in its field names', { ...gridEvent, data: { ' Id ': data.Id } }],
    ['with stray blanks in its values', { ...gridEvent, eventType: ` ${eventType} `, data: { Id: ` ${data.Id} ` } }],
    ['with its kind in capitals', { ...gridEvent, eventType: eventType.toUpperCase() }],
    ['with the vault in capitals', { ...gridEvent, data: { Id: data.Id.replace('my-vault.vault', 'MY-VAULT.Vault') } }],
  ])('%s names its connection', (_how, event) => {
    expect(readVaultEvent(event, VAULT)).toEqual(acme);
  });

  test('of an expired secret is told from one that nears its expiry', () => {
    expect(readVaultEvent({ ...gridEvent, eventType: 'Microsoft.KeyVault.SecretExpired' }, VAULT)).toEqual({
      ...acme,
      kind: 'expired',
    });
  });

  test('that names no version of the secret names its connection still', () => {
    const Id = `${VAULT}/secrets/espocrm-acme-client-secret`;
    expect(readVaultEvent({ ...gridEvent, data: { Id } }, VAULT)).toEqual({ ...acme, version: '' });
  });

  const NO_KIND = 'not a near-expiry or expired event of a secret';
  const NO_SECRET = 'its data names no secret';
  const OF_ANOTHER_VAULT = 'a secret of another vault';
  const NOT_OURS = 'not a secret of ours';
  test.each<[string, unknown, string]>([
    [
      'a new version, our own writes included',
      { ...gridEvent, eventType: 'Microsoft.KeyVault.SecretNewVersionCreated' },
      NO_KIND,
    ],
    ['a certificate', { ...gridEvent, eventType: 'Microsoft.KeyVault.CertificateNearExpiry' }, NO_KIND],
    ['another vault', { ...gridEvent, data: { ...data, Id: data.Id.replace('my-', 'their-') } }, OF_ANOTHER_VAULT],
    ['a secret that is not ours', { ...gridEvent, data: { Id: `${VAULT}/secrets/database-password/1` } }, NOT_OURS],
    ['the administrator sign-in', { ...gridEvent, data: { Id: `${VAULT}/secrets/espocrm-acme-admin/1` } }, NOT_OURS],
    ['a key of the same name', { ...gridEvent, data: { Id: `${VAULT}/keys/espocrm-acme-client-secret/1` } }, NOT_OURS],
    ['the vault itself', { ...gridEvent, data: { Id: VAULT } }, NOT_OURS],
    ['no data', { ...gridEvent, data: undefined }, NO_SECRET],
    ['data without an id', { ...gridEvent, data: {} }, NO_SECRET],
    ['data that is a text', { ...gridEvent, data: data.Id }, NO_SECRET],
    ['an id that is no text', { ...gridEvent, data: { Id: [data.Id] } }, NO_SECRET],
    ['an id that is no URL', { ...gridEvent, data: { Id: 'espocrm-acme-client-secret' } }, NO_SECRET],
    ['nothing at all', null, NO_KIND],
    ['a text', 'hello', NO_KIND],
    ['a list', [gridEvent], NO_KIND],
  ])('about %s is ignored, with the reason', (_what, event, reason) => {
    expect(readVaultEvent(event, VAULT)).toEqual({ kind: 'ignored', reason });
  });
});
