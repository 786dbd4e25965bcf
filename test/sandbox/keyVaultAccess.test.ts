/** Who may do what in the simulated vault, and what it answers when something outside the request is wrong. */
import type { SecretClient } from '@azure/keyvault-secrets';
import { keyVaultFaults } from '../../sandbox/keyVault/keyVaultFaults';
import type { SecretAction } from '../../sandbox/keyVault/vaultGuard';
import { CALLER, refusal, startVault, TENANT, type TestVault } from './keyVaultSetup';

let vault: TestVault;
beforeEach(async () => {
  vault = await startVault();
});
afterEach(() => vault.close());

const tokenThatSays = (claims: object) =>
  `${Buffer.from('{}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
const iss = `https://sts.windows.net/${TENANT}/`;
const aud = 'https://vault.azure.net';

test.each([
  [
    'for another audience',
    tokenThatSays({ aud: `${aud}/`, iss }),
    /^AKV10022: Invalid audience\. Expected .+net, found/,
  ],
  ['from another tenant', tokenThatSays({ aud, iss: 'https://sts.windows.net/other/' }), /^AKV10032: Invalid issuer/],
  ['that is over', tokenThatSays({ aud, iss, exp: 1 }), /^\[TokenExpired\]/],
  ['that is forged', tokenThatSays({ aud, iss }), /^AKV10046/],
  ['that is no token', 'nonsense', /^AKV10046/],
])('a token %s is refused with the reason', async (_what, token, message) => {
  await expect(vault.clientWith(token).getSecret('s')).rejects.toMatchObject({
    ...refusal(401, 'Unauthorized'),
    message: expect.stringMatching(message),
  });
});

test('the audience a vault expects can be another cloud’s', async () => {
  const asked: string[] = [];
  const other = await startVault({
    resource: 'https://vault.azure.cn',
    verify: async (_authorization, audience) => {
      asked.push(audience);
      return CALLER;
    },
  });
  await other.client.setSecret('s', 'x');
  expect(asked).toEqual(['https://vault.azure.cn']);
  expect(other.exchanges[0]?.response.headers?.['WWW-Authenticate']).toContain('resource="https://vault.azure.cn"');
  await other.close();
});

test.each<[SecretAction, string, (client: SecretClient, version: string) => Promise<unknown>]>([
  ['getSecret', 'getSecret/action', (client) => client.getSecret('s')],
  ['setSecret', 'setSecret/action', (client) => client.setSecret('s', 'new')],
  ['update', 'update/action', (client, version) => client.updateSecretProperties('s', version, { enabled: false })],
  ['delete', 'delete', (client) => client.beginDeleteSecret('s')],
  ['backup', 'backup/action', (client) => client.backupSecret('s')],
])('without the role for %s the refusal names the action, and nothing happens', async (action, name, act) => {
  const { version } = vault.controls.put('s', { value: 'old' });
  vault.controls.revoke(action);
  await expect(act(vault.client, version)).rejects.toMatchObject({
    ...refusal(403, 'Forbidden', 'ForbiddenByRbac'),
    message: expect.stringContaining(`Action: 'Microsoft.KeyVault/vaults/secrets/${name}'`),
  });
  expect(vault.controls.list()).toMatchObject([{ stage: 'active', versions: [{ version, enabled: true }] }]);
  vault.controls.grant(action);
  await act(vault.client, version);
});

test('without the role for readMetadata lists are refused; the client drops the reason there', async () => {
  vault.controls.revoke('readMetadata');
  await expect(vault.client.listPropertiesOfSecrets().next()).rejects.toMatchObject(refusal(403, 'Forbidden'));
  expect(vault.exchanges.at(-1)?.response.body).toMatchObject({
    error: {
      innererror: { code: 'ForbiddenByRbac' },
      message: expect.stringContaining('vaults/secrets/readMetadata/action'),
    },
  });
  vault.controls.grant('readMetadata');
  await vault.client.listPropertiesOfSecrets().next();
});

test.each(['', '?api-version=', '?api-version=7.9'])('an API version like "%s" is refused', async (query) => {
  // Past the client, which always sends one: the guard sees the request as it came.
  const request = {
    method: 'GET',
    url: new URL(`${vault.url}/secrets${query}`),
    path: '/secrets',
    query: new URL(`${vault.url}/secrets${query}`).searchParams,
    headers: { authorization: 'Bearer a-good-token' },
    text: '',
    body: undefined,
    remoteAddress: '127.0.0.1',
  };
  expect(await vault.simulator.guard?.(request, 'listSecrets')).toMatchObject({
    status: 400,
    body: { error: { code: 'BadParameter', message: expect.stringContaining('is not recognized') } },
  });
});

describe('a fault', () => {
  // The challenge first: a vault refuses strangers before it counts their requests.
  beforeEach(() => vault.client.setSecret('known', 'x'));

  const answering = (
    operation: string,
    response: (typeof keyVaultFaults)[keyof typeof keyVaultFaults],
    committed = false,
  ) =>
    vault.world.faults.add({
      service: 'keyvault',
      operation,
      times: 1,
      fault: { kind: 'answer', response, committed },
    });

  test('of throttling names no time to wait, so that the client does not try again', async () => {
    answering('getSecret', keyVaultFaults.throttled);
    const before = vault.exchanges.length;
    await expect(vault.client.getSecret('known')).rejects.toMatchObject(refusal(429, 'Throttled'));
    expect(vault.exchanges.length - before).toBe(1);
  });

  test('of availability is retried by the client, and a write that took effect leaves two versions', async () => {
    answering('setSecret', keyVaultFaults.unavailable, true);
    await vault.client.setSecret('doubled', 'x', { tags: { CredentialId: 'k1' } });
    const doubled = vault.controls.list().find(({ name }) => name === 'doubled');
    expect(doubled?.versions).toMatchObject([{ tags: { CredentialId: 'k1' } }, { tags: { CredentialId: 'k1' } }]);
  });

  test.each([
    ['forbiddenByRbac', 'ForbiddenByRbac'],
    ['forbiddenByFirewall', 'ForbiddenByFirewall'],
  ] as const)('%s passes when the role or rule has arrived', async (fault, innerCode) => {
    answering('setSecret', keyVaultFaults[fault]);
    await expect(vault.client.setSecret('s', 'x')).rejects.toMatchObject(refusal(403, 'Forbidden', innerCode));
    await vault.client.setSecret('s', 'x');
    expect(vault.controls.holds('s', undefined, 'x')).toBe(true);
  });
});
