/** EspoCRM's settings: what is stored, what only seems to be, and who sees what. */
import { startCrm, type TestCrm } from './espocrmSetup';

let crm: TestCrm;
beforeEach(async () => {
  crm = await startCrm();
});
afterEach(() => crm.close());

test('a fresh installation has the defaults that are wrong for Entra', async () => {
  const { body } = await crm.ask('Settings');

  expect(body).toMatchObject({
    version: '10.0.0',
    siteUrl: crm.url,
    authenticationMethod: 'Espo',
    oidcUsernameClaim: 'sub',
    oidcAuthorizationPrompt: 'consent',
    oidcScopes: ['profile', 'email', 'phone'],
    oidcFallback: true,
  });
  expect(body).not.toHaveProperty('oidcClientId');
});

test('a wrong password reads what nobody may know more than', async () => {
  const [wrong, nobody] = [await crm.ask('Settings', { as: 'admin:wrong' }), await crm.ask('Settings', { as: null })];

  expect([wrong.status, wrong.body]).toEqual([200, nobody.body]);
  expect(Object.keys(nobody.body)).toHaveLength(16);
  expect(nobody.body).not.toHaveProperty('version');
});

test('the client secret is stored and shown to nobody', async () => {
  const { status, body } = await crm.put({ oidcClientSecret: ' a secret ' });

  expect([status, JSON.stringify(body).includes('a secret')]).toEqual([200, false]);
  expect(crm.controls.clientSecret()).toBe(' a secret ');
});

test('a refused value stores nothing of the request', async () => {
  const answer = await crm.put({ oidcClientId: 'new', oidcTokenEndpoint: 'ftp://login.example.com/token' });

  expect(answer).toMatchObject({
    status: 400,
    reason: 'Field validation failure; entityType: Settings, field: oidcTokenEndpoint, type: valid.',
    body: { messageTranslation: { data: { field: 'oidcTokenEndpoint', type: 'valid' } } },
  });
  expect(crm.controls.settings()).not.toHaveProperty('oidcClientId');
});

test.each<[string, string, number, string]>([
  ['another content type', 'text/plain', 200, '{"oidcClientId":"x"}'],
  ['an empty body', 'application/json', 200, ''],
  ['malformed JSON', 'application/json', 500, '{"oidcClientId":'],
])('with %s a write stores nothing', async (_what, type, status, body) => {
  const response = await fetch(`${crm.url}/api/v1/Settings`, {
    method: 'PUT',
    headers: { authorization: `Basic ${btoa('admin:admin-password')}`, 'content-type': type },
    body,
  });

  expect(response.status).toBe(status);
  expect(crm.controls.settings()).not.toHaveProperty('oidcClientId');
});

test('a lost write answers as if it had been stored', async () => {
  crm.controls.loseWrites({ times: 1 });
  const lost = await crm.put({ oidcClientId: 'one', oidcClientSecret: 'secret-one' });

  expect(lost).toMatchObject({ status: 200, body: { oidcClientId: 'one' } });
  expect([crm.controls.settings()['oidcClientId'], crm.controls.clientSecret()]).toEqual([undefined, undefined]);

  await crm.put({ oidcClientId: 'two', oidcClientSecret: 'secret-two' });
  expect([crm.controls.settings()['oidcClientId'], crm.controls.clientSecret()]).toEqual(['two', 'secret-two']);
});

test('losing writes can be switched off again', async () => {
  const stop = crm.controls.loseWrites();
  await crm.put({ oidcClientId: 'one' });
  stop();
  await crm.put({ oidcGroupClaim: 'groups' });

  expect(crm.controls.settings()).toMatchObject({ oidcGroupClaim: 'groups' });
  expect(crm.controls.settings()).not.toHaveProperty('oidcClientId');
});

test('an override shadows what the API writes until it is lifted', async () => {
  crm.controls.overrideSetting('oidcClientId', 'overridden');

  expect((await crm.put({ oidcClientId: 'written' })).body).toMatchObject({ oidcClientId: 'overridden' });
  crm.controls.overrideSetting('oidcClientId', undefined);
  expect((await crm.ask('Settings')).body).toMatchObject({ oidcClientId: 'written' });
});

test('parallel writes lose values while answering 200', async () => {
  const keys = Array.from({ length: 20 }, (_, index) => `probe${index}`);
  const answers = await Promise.all(keys.map((key) => crm.put({ [key]: 1 })));
  const kept = keys.filter((key) => key in crm.controls.settings());

  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(kept.length).toBeLessThan(keys.length);
  expect(kept.length).toBeGreaterThan(0);
});

test('the secret survives parallel writes of public settings', async () => {
  const writes = Array.from({ length: 8 }, (_, index) => crm.put({ [`probe${index}`]: 1 }));
  await Promise.all([...writes, crm.put({ oidcClientSecret: 'kept' })]);

  expect(crm.controls.clientSecret()).toBe('kept');
});

test('a node that lags shows the settings from before the last change', async () => {
  await crm.put({ oidcClientId: 'old' });
  await crm.put({ oidcClientId: 'new' });
  crm.world.faults.add({ service: 'espocrm', operation: 'getSettings', fault: { kind: 'stale' }, times: 1 });

  expect((await crm.ask('Settings')).body).toMatchObject({ oidcClientId: 'old' });
  expect((await crm.ask('Settings')).body).toMatchObject({ oidcClientId: 'new' });
});

test('edits by hand are not validated and show at once', async () => {
  crm.controls.edit({ oidcAuthorizationPrompt: 'bogus', siteUrl: 'https://crm.example.com' });

  expect((await crm.ask('Settings')).body).toMatchObject({
    oidcAuthorizationPrompt: 'bogus',
    siteUrl: 'https://crm.example.com',
  });
});

test('the metadata tells which settings a version has', async () => {
  const fieldsOf = async (server: TestCrm) =>
    Object.keys((await server.ask('Metadata?key=entityDefs.Settings.fields')).body);
  const older = await startCrm({ version: '9.2.7' });

  expect(await fieldsOf(crm)).toContain('oidcAuthorizationPkce');
  expect(await fieldsOf(older)).not.toContain('oidcAuthorizationPkce');
  expect((await older.ask('Settings')).body).toMatchObject({ version: '9.2.7' });
  await older.close();
});
