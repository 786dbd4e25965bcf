/** What the real client throws for each refusal of a vault, and what we make of it. */
import { inspect } from 'node:util';
import type { SecretClient } from '@azure/keyvault-secrets';
import { keyVaultFaults } from '../../../sandbox/keyVault/keyVaultFaults';
import { vaultFailure } from '../../../src/adapters/keyVault/vaultFailure';
import { startVault, type TestVault } from '../../sandbox/keyVaultSetup';

let vault: TestVault;
beforeEach(async () => {
  vault = await startVault();
});
afterEach(() => vault.close());

const SECRET = 'canary-of-the-secret';

/** The facts of the failure that becomes of what is thrown. */
const factsOf = (asked: Promise<unknown>) =>
  asked.then(
    () => {
      throw new Error('The vault does as asked.');
    },
    (error: unknown) => vaultFailure('ask the vault', error).facts,
  );
const store = (client: SecretClient) => client.setSecret('s', SECRET);
const refuse = (response: (typeof keyVaultFaults)[keyof typeof keyVaultFaults]) =>
  vault.world.faults.add({ service: 'keyvault', fault: { kind: 'answer', response, committed: false } });

test('a name that soft delete keeps is told by its own code, so that it can be recovered', async () => {
  await vault.client.setSecret('s', SECRET);
  await vault.client.beginDeleteSecret('s');
  await vault.world.clock.moveBy(1_000);
  expect(await factsOf(store(vault.client))).toMatchObject({
    code: 'ObjectIsDeletedButRecoverable',
    status: 409,
    retry: 'soon',
  });
});

test('a name that is being deleted is free soon', async () => {
  await vault.client.setSecret('s', SECRET);
  await vault.client.beginDeleteSecret('s');
  expect(await factsOf(store(vault.client))).toMatchObject({
    code: 'ObjectIsBeingDeleted',
    status: 409,
    retry: 'soon',
  });
});

test('a missing role is named', async () => {
  vault.controls.revoke('setSecret');
  expect(await factsOf(store(vault.client))).toMatchObject({
    code: 'ForbiddenByRbac',
    status: 403,
    retry: 'never',
    advice: expect.stringContaining('lacks the role Key Vault Secrets Officer'),
  });
});

test('the network rules are named', async () => {
  refuse(keyVaultFaults.forbiddenByFirewall);
  expect(await factsOf(store(vault.client))).toMatchObject({
    code: 'ForbiddenByFirewall',
    status: 403,
    retry: 'never',
    advice: expect.stringContaining('network rules refuse this app'),
  });
});

test.each(['forbiddenByRbac', 'forbiddenByFirewall'] as const)(
  'where a list is refused (%s), for which the client keeps the reason to itself, role and network rules are both named',
  async (fault) => {
    refuse(keyVaultFaults[fault]);
    expect(await factsOf(vault.client.listPropertiesOfSecretVersions('s').next())).toMatchObject({
      code: 'Forbidden',
      status: 403,
      advice: expect.stringMatching(/Key Vault Secrets Officer.+network rules/),
    });
  },
);

test('a disabled version is said to be disabled', async () => {
  const { version } = vault.controls.put('s', { value: SECRET });
  vault.controls.disable('s', version);
  expect(await factsOf(vault.client.getSecret('s', { version }))).toMatchObject({
    code: 'SecretDisabled',
    status: 403,
    advice: 'The version is disabled.',
  });
});

test('a secret that is not there is said to be missing', async () => {
  expect(await factsOf(vault.client.getSecret('s'))).toMatchObject({
    code: 'SecretNotFound',
    status: 404,
    retry: 'never',
    advice: 'There is no such secret.',
  });
});

test('a token that the vault refuses points to the settings', async () => {
  expect(await factsOf(store(vault.clientWith('of another tenant')))).toMatchObject({
    code: 'Unauthorized',
    status: 401,
    retry: 'later',
    advice: expect.stringContaining('KEY_VAULT_URI'),
  });
});

test.each([
  ['throttled', { code: 'Throttled', status: 429 }],
  ['unavailable', { code: 'ServiceUnavailable', status: 503 }],
] as const)('a vault that is %s is asked again soon', async (fault, facts) => {
  refuse(keyVaultFaults[fault]);
  expect(await factsOf(store(vault.client))).toMatchObject({ ...facts, retry: 'soon' });
});

test('a vault that does not answer is asked again soon', async () => {
  vault.world.faults.add({ service: 'keyvault', fault: { kind: 'resetBefore' } });
  expect(await factsOf(store(vault.client))).toMatchObject({ retry: 'soon', advice: 'There was no usable answer.' });
});

test('nothing of the secret is in what becomes of a refusal', async () => {
  refuse(keyVaultFaults.forbiddenByRbac);
  const thrown: unknown = await store(vault.client).catch((error: unknown) => error);
  const failure = vaultFailure('store the client secret', thrown);
  expect(inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(SECRET);
});
