/** The product's own EspoCRM client against the simulated EspoCRM. */
import { createEspoCrm } from '../../src/adapters/espocrm';
import { createHttp } from '../../src/adapters/http';
import { createSecret } from '../../src/core/secret';
import { ADMIN, startCrm, type TestCrm } from './espocrmSetup';

const client = createEspoCrm(createHttp());
const admin = { userName: ADMIN.userName, password: createSecret(ADMIN.password) };
const settings = {
  authenticationMethod: 'Oidc',
  oidcClientId: '11111111-2222-4333-8444-555555555555',
  oidcTokenEndpoint: 'https://login.example.com/token',
  oidcFallback: true,
};

let crm: TestCrm;
beforeEach(async () => {
  crm = await startCrm();
});
afterEach(() => crm.close());

const deliver = (text: string) => client.deliver(crm.url, admin, settings, createSecret(text));

test('delivers settings and secret, and leaves no token behind', async () => {
  await deliver('a-secret');

  expect(crm.controls.settings()).toMatchObject(settings);
  expect(crm.controls.clientSecret()).toBe('a-secret');
  expect(await client.read(crm.url, admin, [])).toMatchObject({ version: '10.0.0', siteUrl: crm.url, settings });
});

test('notices a lost write', async () => {
  crm.controls.loseWrites({ times: 1 });

  await expect(deliver('a-secret')).rejects.toMatchObject({ facts: { code: 'write-not-kept' } });
});

test('undoes what locks the administrator out', async () => {
  crm.controls.overrideSetting('oidcFallback', false);

  await expect(deliver('a-secret')).rejects.toMatchObject({ facts: { code: 'administrator-locked-out' } });
  expect(crm.controls.settings()).toMatchObject({ authenticationMethod: 'Espo' });
});

test.each<[string, string, () => void]>([
  ['a ban', 'address-refused', () => crm.controls.ban('127.0.0.1')],
  ['an allow-list', 'address-refused', () => crm.controls.allowOnlyAddresses([])],
  ['two-factor', 'second-step-required', () => void crm.controls.requireTwoFactor(ADMIN.userName)],
  ['a new password', 'sign-in-refused', () => crm.controls.setPassword(ADMIN.userName, 'other')],
])('%s stops a delivery with %s', async (_what, code, happen) => {
  happen();

  await expect(deliver('a-secret')).rejects.toMatchObject({ facts: { code } });
  expect(crm.controls.clientSecret()).toBeUndefined();
});
