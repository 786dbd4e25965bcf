/** EspoCRM's settings: what is stored, what only seems to be, and who sees what. */
import { createMicrotime } from '../../sandbox/espocrm/microtime';
import { createClock } from '../../sandbox/kit/clock';
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

describe('the time that EspoCRM shows to anybody', () => {
  const shown = async () => (await crm.ask('Settings', { as: null })).body['cacheTimestamp'];
  const put = (path: string, body: object) => crm.ask(path, { method: 'PUT', body });
  const post = (path: string, body: object = {}) => crm.ask(path, { method: 'POST', body });
  const idOf = async (path: string, body: object) => String((await post(path, body)).body['id']);
  const jane = () => idOf('User', { userName: 'jane', type: 'regular' });

  test.each<[string, () => Promise<unknown>]>([
    ['a secret alone', () => put('Settings', { oidcClientSecret: 'new' })],
    ['a value that was there before', () => put('Settings', { language: 'en_US' })],
    ['a write that is taken and ignored', () => put('Settings', { authMaxFailedAttemptNumber: 3 })],
    ['a cache that is cleared', () => post('Admin/clearCache')],
    ['another length of user names', () => put('Admin/fieldManager/User/userName', { maxLength: 255 })],
    ['a user who becomes another type', async () => put(`User/${await jane()}`, { type: 'admin' })],
    ['a user who gets a team', async () => put(`User/${await jane()}`, { teamsIds: ['a team'] })],
    ['somebody who edits a file', async () => crm.controls.edit({ language: 'de_DE' })],
  ])('changes with %s', async (_what, change) => {
    const before = await shown();
    await crm.world.clock.moveBy(1000);
    await change();

    expect(await shown()).not.toBe(before);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a write that is refused', () => put('Settings', { oidcTokenEndpoint: 'ftp://login.example.com' })],
    [
      'a write by somebody else than an administrator',
      () => crm.ask('Settings', { method: 'PUT', as: 'x:y', body: {} }),
    ],
    ['a new user', jane],
    ['another name and password', async () => put(`User/${await jane()}`, { lastName: 'Doe', password: 'new' })],
    ['a team', () => post('Team', { name: 'Sales' })],
    [
      "a portal, and its provider's secret",
      async () => {
        await idOf('Portal', { name: 'Customers' });
        const id = await idOf('AuthenticationProvider', { name: 'Entra', method: 'Oidc' });
        return put(`AuthenticationProvider/${id}`, { oidcClientSecret: 'new' });
      },
    ],
  ])('stays with %s', async (_what, change) => {
    const before = await shown();
    await crm.world.clock.moveBy(1000);
    await change();

    expect(await shown()).toBe(before);
  });

  test('can be set, until the next save puts it right', async () => {
    await crm.put({ cacheTimestamp: 1 });
    expect(await shown()).toBe(1);
    await crm.put({});
    expect(await shown()).toBeGreaterThan(1);
  });
});

test.each([
  ['9.2.7', ['microtime'], ['microtime']],
  ['10.0.0', ['microtimeState'], ['microtime', 'microtimeState']],
] as const)(
  'of version %s whoever is signed in sees each save apart, to the microsecond',
  async (version, hidden, open) => {
    const server = await startCrm({ version });
    const stamps = async () => {
      const { microtime, microtimeState, microtimeInternal } = (await server.ask('Settings')).body;
      expect(microtimeInternal).toBeUndefined();
      return { microtime, microtimeState };
    };
    const changedBy = async (settings: object) => {
      const [before] = [await stamps(), await server.put(settings)];
      const after = Object.entries(await stamps());
      return after
        .filter(([name, at]) => at !== Object.entries(before).find(([key]) => key === name)?.[1])
        .map(([name]) => name);
    };

    expect(await changedBy({ oidcClientSecret: 'one' })).toEqual(hidden);
    expect(await changedBy({ oidcClientSecret: 'one' })).toEqual(hidden);
    expect(await changedBy({ oidcScopes: ['profile'] })).toEqual(open);
    await server.close();
  },
);

test('two saves in one moment are a microsecond apart', () => {
  const now = () => new Date('2026-11-27T12:00:00.123Z');
  const microtime = createMicrotime({ ...createClock(), now });

  expect([microtime(), microtime()]).toEqual([1795780800.123, 1795780800.123001]);
});
