import { Failure } from '../../../src/core/failure';
import { retire } from '../../../src/reconcile/actions/retire';
import { createMemoryWorld } from '../../support/memoryWorld';
import { aCredential, aRegistration, aSpec, day, MINUTE, MS, NOW } from '../../support/seen';

/** What is left of a client secret that was to be removed, and whose version in Key Vault was to be disabled. */
async function retired(knownTo: 'every server of Entra' | 'no server that answers', startsAt: Date) {
  const { connector, registrations, vault } = createMemoryWorld();
  const { ports } = connector;
  const { keyId, secret } = await ports.registrations.addCredential('object', 'espocrm-entra-connector/acme', NOW);
  await ports.vault.store('acme', secret, { keyId, objectId: 'object', appId: 'app', issuedAt: NOW, expiresAt: NOW });
  if (knownTo === 'no server that answers') registrations.credentials.length = 0;
  const registration = aRegistration({ credentials: [aCredential(keyId, startsAt)] });
  const seen = { at: NOW, superseded: await ports.vault.readVersions('acme'), registration };
  const failure: unknown = await retire(keyId, { spec: aSpec(), seen, ports }).catch((error: unknown) => error);
  return [
    registrations.credentials.length === 0 ? 'gone in Entra' : 'left in Entra',
    vault.every(({ enabled }) => enabled) ? 'enabled in Key Vault' : 'disabled in Key Vault',
    failure instanceof Failure ? `tried again ${failure.facts.retry}` : 'done',
  ].join(', ');
}

describe('retiring a client secret', () => {
  test('removes it in Entra and disables it in Key Vault', async () => {
    expect(await retired('every server of Entra', NOW)).toBe('gone in Entra, disabled in Key Vault, done');
  });

  test.each<[string, string, number]>([
    ['made just now', 'enabled in Key Vault, tried again later', 0],
    ['made not quite half an hour ago', 'enabled in Key Vault, tried again later', 30 * MINUTE - MS],
    ['made half an hour ago', 'disabled in Key Vault, done', 30 * MINUTE],
  ])('that Entra does not know, %s: %s', async (_what, expected, days) => {
    expect(await retired('no server that answers', day(-days))).toBe(`gone in Entra, ${expected}`);
  });
});
