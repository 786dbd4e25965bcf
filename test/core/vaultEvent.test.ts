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

  test.each([
    [
      'a new version, our own writes included',
      { ...gridEvent, eventType: 'Microsoft.KeyVault.SecretNewVersionCreated' },
    ],
    ['a certificate', { ...gridEvent, eventType: 'Microsoft.KeyVault.CertificateNearExpiry' }],
    ['another vault', { ...gridEvent, data: { ...data, Id: data.Id.replace('my-vault', 'their-vault') } }],
    ['a secret that is not ours', { ...gridEvent, data: { ...data, Id: `${VAULT}/secrets/database-password/1` } }],
    ['the administrator sign-in', { ...gridEvent, data: { ...data, Id: `${VAULT}/secrets/espocrm-acme-admin/1` } }],
    ['a key of the same name', { ...gridEvent, data: { ...data, Id: `${VAULT}/keys/espocrm-acme-client-secret/1` } }],
    ['no data', { ...gridEvent, data: undefined }],
    ['an id that is no URL', { ...gridEvent, data: { Id: 'espocrm-acme-client-secret' } }],
    ['nothing at all', null],
    ['a text', 'hello'],
    ['a list', [gridEvent]],
  ])('about %s is ignored, with a reason', (_what, event) => {
    expect(readVaultEvent(event, VAULT)).toEqual({ kind: 'ignored', reason: expect.any(String) });
  });
});
