/** Who gets into EspoCRM: passwords, tokens and codes against bans, allow-lists, maintenance and lock-outs. */
import { ADMIN, base64, startCrm, type TestCrm } from './espocrmSetup';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LOOPBACK = '127.0.0.1';

let crm: TestCrm;
beforeEach(async () => {
  crm = await startCrm();
});
afterEach(() => crm.close());

const BLOCKED = { status: 403, type: 'text/html; charset=UTF-8', reason: '', body: {} };

async function failTimes(count: number): Promise<void> {
  for (let failure = 0; failure < count; failure += 1) await crm.ask('App/user', { as: 'admin:wrong' });
}

test('the eleventh failure within a minute bans the address, on the clock of the sandbox', async () => {
  await failTimes(10);
  expect((await crm.ask('App/user')).status).toBe(200);
  await failTimes(1);

  expect(await crm.ask('App/user')).toEqual(BLOCKED);
  expect((await crm.ask('Settings', { as: null })).status).toBe(200);

  await crm.world.clock.moveBy(MINUTE + 1000);
  expect((await crm.ask('App/user')).status).toBe(200);
});

test('failures further apart never ban', async () => {
  await failTimes(10);
  await crm.world.clock.moveBy(MINUTE + 1000);
  await failTimes(10);

  expect((await crm.ask('App/user')).status).toBe(200);
});

test('a ban by hand stops passwords and keys, not tokens, until it is lifted', async () => {
  const headers = await crm.token();
  const { apiKey = '' } = crm.controls.addUser({ userName: 'robot', type: 'api' });
  crm.controls.ban(LOOPBACK);

  expect(await crm.ask('Settings')).toEqual(BLOCKED);
  expect(await crm.ask('App/user', { as: null, headers: { 'X-Api-Key': apiKey } })).toEqual(BLOCKED);
  expect((await crm.ask('App/user', { as: null, headers })).status).toBe(200);
  crm.controls.unban();
  expect((await crm.ask('App/user')).status).toBe(200);
});

test('an address that is not on the allow-list is kept out, tokens too', async () => {
  const headers = await crm.token();
  crm.controls.allowOnlyAddresses(['192.0.2.1']);

  expect(await crm.ask('App/user')).toEqual(BLOCKED);
  expect(await crm.ask('App/user', { as: null, headers })).toEqual(BLOCKED);
  crm.controls.allowOnlyAddresses([LOOPBACK]);
  expect((await crm.ask('App/user')).status).toBe(200);
  crm.controls.allowOnlyAddresses(undefined);
  expect((await crm.ask('App/user')).status).toBe(200);
});

test('maintenance keeps everybody out but administrators', async () => {
  crm.controls.addUser({ userName: 'jane', type: 'regular', password: 'jane-password' });
  crm.controls.setMaintenance(true);

  expect(await crm.ask('App/user', { as: 'jane:jane-password' })).toMatchObject({
    status: 503,
    reason: 'Application is in maintenance mode.',
  });
  expect((await crm.ask('App/user')).status).toBe(200);
  crm.controls.setMaintenance(false);
  expect((await crm.ask('App/user', { as: 'jane:jane-password' })).status).toBe(200);
});

test('a token ends after two days without use, or with a new password', async () => {
  const headers = await crm.token();
  const asks = async () => (await crm.ask('App/user', { as: null, headers })).status;

  await crm.world.clock.moveBy(47 * HOUR);
  expect(await asks()).toBe(200);
  await crm.world.clock.moveBy(47 * HOUR);
  expect(await asks()).toBe(200);
  await crm.world.clock.moveBy(49 * HOUR);
  expect(await asks()).toBe(401);

  const fresh = await crm.token();
  crm.controls.setPassword(ADMIN.userName, 'another-password');
  expect((await crm.ask('App/user', { as: null, headers: fresh })).status).toBe(401);
  expect((await crm.ask('App/user', { as: 'admin:another-password' })).status).toBe(200);
});

test('with an age to end at as well, a token that is old but in use goes on', async () => {
  crm.controls.edit({ authTokenLifetime: 24 });
  const headers = await crm.token();
  const asks = async () => (await crm.ask('App/user', { as: null, headers })).status;

  await crm.world.clock.moveBy(47 * HOUR);
  expect(await asks()).toBe(200);
  await crm.world.clock.moveBy(49 * HOUR);
  expect(await asks()).toBe(401);
});

test('where tokens may not be concurrent, a new one ends the others of that user, and Basic does not', async () => {
  crm.controls.addUser({ userName: 'other', type: 'admin', password: 'other' });
  const [first, others] = [await crm.token(), await crm.token('other:other')];
  const asks = async (headers: Readonly<Record<string, string>>) =>
    (await crm.ask('App/user', { as: null, headers })).status;
  crm.controls.edit({ authTokenPreventConcurrent: true });

  await crm.ask('App/user');
  expect(await asks(first)).toBe(200);
  const second = await crm.token();
  expect([await asks(first), await asks(second), await asks(others)]).toEqual([401, 200, 200]);
});

test('two-factor stops writes but not reads, and not tokens', async () => {
  const headers = await crm.token();
  crm.controls.requireTwoFactor(ADMIN.userName);

  expect(await crm.put({ oidcClientId: 'x' })).toMatchObject({
    status: 401,
    reason: 'second-step-required',
    body: { status: 'secondStepRequired' },
  });
  expect((await crm.ask('Settings')).body).toHaveProperty('authenticationMethod');
  expect((await crm.ask('App/user', { as: null, headers })).status).toBe(200);
});

test('without the fallback only a token opens the door again', async () => {
  const headers = await crm.token();
  await crm.put({ authenticationMethod: 'Oidc', oidcFallback: false });

  expect((await crm.ask('App/user')).status).toBe(401);
  const back = await crm.ask('Settings', { method: 'PUT', as: null, headers, body: { oidcFallback: true } });
  expect(back.status).toBe(200);
  expect((await crm.ask('App/user')).status).toBe(200);
});

test('an unknown method breaks every sign-in until somebody edits the file', async () => {
  const headers = await crm.token();
  await crm.put({ authenticationMethod: 'Bogus' });

  expect((await crm.ask('App/user')).status).toBe(500);
  expect((await crm.ask('App/user', { as: null, headers })).status).toBe(500);
  crm.controls.edit({ authenticationMethod: 'Espo' });
  expect((await crm.ask('App/user')).status).toBe(200);
});

test('a portal that is not active breaks every request to it, by whichever of its ids', async () => {
  const { id } = crm.controls.addPortal({ name: 'Customers', customId: 'customers' });
  const ask = (portal: string) => crm.ask(`portal-access/${portal}/Settings`, { as: null });
  const broken = { status: 500, type: 'text/html; charset=UTF-8', reason: '', body: {} };

  expect([(await ask(id)).status, (await ask('customers')).status]).toEqual([200, 200]);
  expect(await ask('nowhere')).toEqual(broken);
  crm.controls.editPortal(id, { isActive: false });
  expect([await ask(id), await ask('customers')]).toEqual([broken, broken]);
  crm.controls.editPortal(id, { isActive: true });
  expect((await ask(id)).status).toBe(200);
});

test('a user name of up to 255 characters can be allowed', async () => {
  const path = 'Admin/fieldManager/User/userName';

  expect((await crm.ask(path)).body).toMatchObject({ maxLength: 50 });
  expect((await crm.ask(path, { method: 'PUT', body: { maxLength: 256 } })).status).toBe(400);
  expect((await crm.ask(path, { method: 'PUT', body: { maxLength: 255 } })).body).toMatchObject({ maxLength: 255 });
});

test('version 9.2 wants to be told what kind of field that is', async () => {
  const older = await startCrm({ version: '9.2.7' });
  const put = (body: object) => older.ask('Admin/fieldManager/User/userName', { method: 'PUT', body });

  expect((await put({ maxLength: 255 })).status).toBe(500);
  expect((await put({ type: 'varchar', maxLength: 255 })).body).toMatchObject({ maxLength: 255 });
  await older.close();
});

test('sign-ins are listed with what became of them, those by token are not', async () => {
  const { apiKey = '' } = crm.controls.addUser({ userName: 'robot', type: 'api' });
  const headers = await crm.token();
  await crm.ask('App/user', { as: null, headers });
  await crm.ask('App/user', { as: 'nobody:x' });
  await crm.ask('App/user', { as: null, headers: { 'X-Api-Key': apiKey } });
  await crm.ask('App/user', { as: null, headers: { 'Espo-Authorization': base64('**oidc:code') } });

  expect(crm.controls.signIns().map(({ userName, method, succeeded }) => [userName, method, succeeded])).toEqual([
    ['admin', 'Espo', true],
    ['nobody', 'Espo', false],
    ['robot', 'ApiKey', true],
    [undefined, 'Oidc', false],
  ]);
});
