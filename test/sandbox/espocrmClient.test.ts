/** The product's own EspoCRM client against the simulated EspoCRM. */
import { createEspoCrm } from '../../src/adapters/espocrm/espocrm';
import { createHttp } from '../../src/adapters/http/http';
import { createSecret } from '../../src/core/secret';
import { ADMIN, startCrm, type TestCrm } from './espocrmSetup';

let now = new Date('2026-11-24T12:00:00Z');
const client = createEspoCrm(createHttp(), () => now);
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

const target = ({ url } = crm) => ({ name: 'crm', espocrmUrl: url });
async function deliver(text: string) {
  const session = await client.signIn(target(), admin);
  try {
    await session.write(settings, createSecret(text));
    await session.readBack();
  } finally {
    await session.close();
  }
}

test('delivers settings and secret, and leaves no token behind', async () => {
  await deliver('a-secret');

  expect(crm.controls.activeTokens()).toBe(0);
  expect(crm.controls.settings()).toMatchObject(settings);
  expect(crm.controls.clientSecret()).toBe('a-secret');
  expect(await client.read(target(), admin, [])).toMatchObject({ version: '10.0.0', siteUrl: crm.url, settings });
});

test('notices a lost write', async () => {
  crm.controls.loseWrites({ times: 1 });

  await expect(deliver('a-secret')).rejects.toMatchObject({ facts: { code: 'write-not-kept' } });
});

test('gives back the sign-in, and writes nothing, when there is nothing to deliver after all', async () => {
  const before = crm.controls.settings();
  const session = await client.signIn(target(), admin);
  await Promise.all([session.close(), session.close()]);

  expect(crm.controls.settings()).toEqual(before);
  expect(crm.controls.activeTokens()).toBe(0);
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

describe('a sign-in that EspoCRM refuses', () => {
  const failures = () => crm.controls.signIns().filter(({ succeeded }) => !succeeded).length;
  const read = (password = ADMIN.password) =>
    client.read(target(), { userName: ADMIN.userName, password: createSecret(password) }, []);
  const refused = { facts: { code: 'sign-in-refused', status: 401, retry: 'never' } };

  test('is tried once, and not again within the minute that EspoCRM counts', async () => {
    for (let times = 0; times < 20; times += 1) {
      await expect(read('wrong')).rejects.toMatchObject(refused);
      now = new Date(now.getTime() + 2_999);
    }
    expect(failures()).toBe(1);
    now = new Date(now.getTime() + 60_000);
    await expect(read('wrong')).rejects.toMatchObject(refused);
    expect(failures()).toBe(2);
  });

  test('does not hold up another password, or another EspoCRM', async () => {
    await expect(read('wrong')).rejects.toMatchObject(refused);
    await expect(read()).resolves.toMatchObject({ version: '10.0.0' });
    const other = await startCrm();
    const wrong = { userName: ADMIN.userName, password: createSecret('wrong') };
    await expect(client.read(target(other), wrong, [])).rejects.toMatchObject(refused);
    expect(other.controls.signIns()).toHaveLength(1);
    await other.close();
  });

  test('is not repeated by a delivery either', async () => {
    crm.controls.setPassword(ADMIN.userName, 'other');
    for (let times = 0; times < 3; times += 1) await expect(deliver('a-secret')).rejects.toMatchObject(refused);
    expect(failures()).toBe(1);
  });
});
