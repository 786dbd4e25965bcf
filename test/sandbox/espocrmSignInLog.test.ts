/** EspoCRM's own log of sign-ins, as administrators read it over the API. */
import { startCrm, type TestCrm } from './espocrmSetup';

const DAY = 86_400_000;
const ADDRESS = '127.0.0.1';

let crm: TestCrm;
let reader: Readonly<Record<string, string>>;
beforeEach(async () => {
  crm = await startCrm();
  crm.controls.addUser({ userName: 'reader', type: 'admin', password: 'reader' });
  // By token, which leaves no row.
  reader = await crm.token('reader:reader');
});
afterEach(() => crm.close());

type Row = Readonly<Record<string, unknown>>;
const isRow = (row: unknown): row is Row => typeof row === 'object' && row !== null;
const ask = (path: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE' = 'GET') =>
  crm.ask(path, { method, as: null, headers: reader, ...(method !== 'GET' && { body: {} }) });
async function rows(query = 'maxSize=200'): Promise<readonly Row[]> {
  const { list } = (await ask(`AuthLogRecord?${query}`)).body;
  return Array.isArray(list) ? list.filter(isRow) : [];
}
const names = async (query?: string) => (await rows(query)).map(({ username }) => username);
const where = (attribute: string, type: string, value: unknown = '') =>
  `where[0][attribute]=${attribute}&where[0][type]=${type}&where[0][value]=${value}`;
const signIn = async (as: string) => (await crm.ask('App/user', { as })).status;

test('each sign-in has a row, newest first, with the method EspoCRM is set to', async () => {
  const { apiKey = '' } = crm.controls.addUser({ userName: 'robot', type: 'api' });
  crm.controls.addUser({ userName: 'gone', type: 'admin', password: 'gone', isActive: false });
  crm.controls.edit({ authenticationMethod: 'Oidc', oidcFallback: true });
  await signIn('admin:admin-password');
  await signIn('Admin:wrong');
  await signIn('gone:gone');
  await crm.ask('App/user', { as: null, headers: { 'X-Api-Key': apiKey } });

  const seen = await rows('maxSize=4');
  expect(seen.map((row) => [row['username'], row['denialReason'], row['authenticationMethod']])).toEqual([
    ['robot', null, 'ApiKey'],
    ['gone', 'INACTIVE_USER', 'Oidc'],
    ['Admin', 'CREDENTIALS', 'Oidc'],
    ['admin', null, 'Oidc'],
  ]);
  expect(seen.map(({ isDenied }) => isDenied)).toEqual([false, true, true, false]);
  expect(seen[3]).toMatchObject({ ipAddress: ADDRESS, portalId: null, requestUrl: 'http://localhost/api/v1/App/user' });
});

test('tokens leave no row, nor do errors, bans and maintenance', async () => {
  crm.controls.addUser({ userName: 'jane', type: 'regular', password: 'jane' });
  const before = await rows();

  await crm.ask('App/user', { as: null, headers: reader });
  await crm.ask('App/user', { as: null, headers: { ...reader, 'Espo-Authorization': btoa('reader:no token') } });
  crm.controls.setMaintenance(true);
  expect(await signIn('jane:jane')).toBe(503);
  crm.controls.edit({ authenticationMethod: 'Bogus' });
  expect(await signIn('admin:admin-password')).toBe(500);
  crm.controls.edit({ authenticationMethod: 'Espo' });
  expect(await rows()).toEqual(before);

  crm.controls.ban(ADDRESS);
  const banned = await rows();
  expect(await signIn('admin:admin-password')).toBe(403);
  expect(await rows()).toEqual(banned);
});

test('a password that still needs a second step is no denial, a wrong code and a foreign address are', async () => {
  crm.controls.requireTwoFactor('admin');
  await signIn('admin:admin-password');
  await crm.ask('App/user', { headers: { 'Espo-Authorization-Code': 'wrong' } });
  crm.controls.edit({ auth2FA: false });
  crm.controls.allowOnlyAddresses(['192.0.2.1']);
  await signIn('admin:admin-password');
  crm.controls.allowOnlyAddresses(undefined);

  expect((await rows('maxSize=3')).map(({ denialReason }) => denialReason)).toEqual(['FORBIDDEN', 'WRONG_CODE', null]);
});

test('who does not belong to a portal is told apart', async () => {
  const [one, other] = [crm.controls.addPortal({ name: 'One' }), crm.controls.addPortal({ name: 'Other' })];
  const body = { userName: 'customer', type: 'portal', password: 'customer', portalsIds: [one.id] };
  await crm.ask('User', { method: 'POST', as: null, headers: reader, body });
  const enter = (portal: string, as: string) => crm.ask(`portal-access/${portal}/App/user`, { as });

  expect((await enter(one.id, 'customer:customer')).status).toBe(200);
  await enter(other.id, 'customer:customer');
  await enter(one.id, 'admin:admin-password');
  await signIn('customer:customer');

  expect((await rows('maxSize=4')).map((row) => [row['portalId'], row['denialReason']])).toEqual([
    [null, 'IS_PORTAL_USER'],
    [one.id, 'IS_NOT_PORTAL_USER'],
    [other.id, 'USER_IS_NOT_IN_PORTAL'],
    [one.id, null],
  ]);
});

test('rows are found by what they hold, and by when their request came', async () => {
  for (const as of ['one:x', 'two:x', 'admin:admin-password']) await signIn(as);
  const [, second] = await rows('maxSize=2');

  expect(await names(where('username', 'equals', 'one'))).toEqual(['one']);
  expect(await names(where('isDenied', 'isTrue'))).toEqual(['two', 'one']);
  expect(await names(where('denialReason', 'isNull'))).toEqual(['admin', 'reader']);
  expect(await names(where('requestTime', 'greaterThan', second?.['requestTime']))).toEqual(['admin']);
  expect(await names(where('requestTime', 'lessThanOrEquals', second?.['requestTime']))).toEqual([
    'two',
    'one',
    'reader',
  ]);
  expect(await names('orderBy=requestTime&order=asc&maxSize=2&offset=1')).toEqual(['one', 'two']);
  expect(await ask(`AuthLogRecord?${where('username', 'resembles', 'one')}`)).toMatchObject({
    status: 400,
    reason: "Unknown where item type 'resembles'.",
  });
});

test('a ban is the denied rows of a minute: deleting one of eleven lifts it', async () => {
  for (let failure = 0; failure < 11; failure += 1) await signIn('admin:wrong');
  expect(await signIn('admin:admin-password')).toBe(403);

  const [row] = await rows();
  expect((await ask(`AuthLogRecord/${row?.['id']}`)).body).toEqual(row);
  expect((await ask(`AuthLogRecord/${row?.['id']}`, 'DELETE')).status).toBe(200);
  expect(await signIn('admin:admin-password')).toBe(200);
  expect((await ask(`AuthLogRecord/${row?.['id']}`)).status).toBe(404);
});

test('only administrators read it, and nobody writes it', async () => {
  crm.controls.addUser({ userName: 'jane', type: 'regular', password: 'jane' });

  expect(await crm.ask('AuthLogRecord', { as: 'jane:jane' })).toMatchObject({
    status: 403,
    reason: "No access to 'AuthLogRecord'.",
  });
  const [row] = await rows();
  expect(await ask('AuthLogRecord', 'POST')).toMatchObject({ status: 403, reason: '' });
  expect(await ask(`AuthLogRecord/${row?.['id']}`, 'PUT')).toMatchObject({ status: 403, reason: '' });
});

test('it is kept for two months', async () => {
  crm.controls.edit({ authTokenMaxIdleTime: 0 });
  await signIn('old:x');
  await crm.world.clock.moveBy(59 * DAY);
  await signIn('young:x');
  expect(await names()).toContain('old');
  await crm.world.clock.moveBy(2 * DAY);
  await signIn('new:x');

  expect(await names('maxSize=2')).toEqual(['new', 'young']);
  expect(await names(where('username', 'equals', 'old'))).toEqual([]);
});
