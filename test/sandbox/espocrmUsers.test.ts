/** EspoCRM's users as an administrator makes them, and the passwords by which they come in. */
import { ADMIN, base64, startCrm, type TestCrm } from './espocrmSetup';

const JANE = { userName: 'jane', type: 'admin', password: 'Jane-password-1' };
const AS_JANE = 'jane:Jane-password-1';

let crm: TestCrm;
beforeEach(async () => {
  crm = await startCrm();
});
afterEach(() => crm.close());

const create = (user: object) => crm.ask('User', { method: 'POST', body: user });
const signsIn = async (as: string) => (await crm.ask('App/user', { as })).status === 200;
const idOf = async (userName: string) => crm.controls.users().find((user) => user.userName === userName)?.id;
const change = async (userName: string, body: object, as?: string) =>
  crm.ask(`User/${await idOf(userName)}`, { method: 'PUT', body, ...(as && { as }) });
const changePassword = (password: string, currentPassword: string, as: string) =>
  crm.ask('UserSecurity/password', { method: 'PUT', as, body: { password, currentPassword } });

test.each([
  ['Jane', 400, 'userName, type: valid'],
  ['jane doe', 400, 'userName, type: valid'],
  ['jané', 400, 'userName, type: valid'],
  ['x'.repeat(51), 400, 'userName, type: maxLength'],
  ['', 400, 'userName, type: required'],
  ['admin', 409, 'userNameExists'],
])('nobody can be called %j', async (userName, status, reason) => {
  expect(await create({ ...JANE, userName })).toMatchObject({ status, reason: expect.stringContaining(reason) });
  expect(crm.controls.users()).toHaveLength(1);
});

test('a user without a password, and one with a password of 151 characters that is not repeated', async () => {
  expect((await create({ userName: 'nobody', type: 'regular', password: '' })).status).toBe(200);
  expect((await create({ ...JANE, password: `Aa1${'x'.repeat(148)}` })).status).toBe(200);

  expect(await signsIn(`jane:Aa1${'x'.repeat(69)}`)).toBe(true);
  expect(await signsIn(`jane:Aa1${'x'.repeat(68)}`)).toBe(false);
  const headers = { 'Espo-Authorization': base64('nobody:') };
  expect((await crm.ask('App/user', { as: null, headers })).status).toBe(401);
});

test.each([
  [{ passwordStrengthLength: 10 }, 'Aa1-short', 'Aa1-longer'],
  [{ passwordStrengthLetterCount: 3 }, '1234-ab', '1234-abc'],
  [{ passwordStrengthNumberCount: 2 }, 'letters1', 'letters12'],
  [{ passwordStrengthBothCases: true }, 'lower', 'Lower'],
  [{ passwordStrengthSpecialCharacterCount: 2 }, 'one-only', 'one-two!'],
])('with %j the password %j is weak, and %j is not', async (rule, weak, strong) => {
  const refusal = { status: 403, reason: 'Password is weak.' };
  await create(JANE);
  crm.controls.edit(rule);

  expect(await create({ ...JANE, userName: 'joe', password: weak })).toMatchObject(refusal);
  expect(await change('jane', { password: weak })).toMatchObject(refusal);
  expect(await changePassword(weak, JANE.password, AS_JANE)).toMatchObject(refusal);
  expect(await signsIn(AS_JANE)).toBe(true);
  expect((await changePassword(strong, JANE.password, AS_JANE)).status).toBe(200);
  expect(await signsIn(`jane:${strong}`)).toBe(true);
});

test('as many administrators and regular users as the limit in the file allows', async () => {
  crm.controls.edit({ userLimit: 2 });
  crm.controls.addUser({ userName: 'robot', type: 'api' });
  expect((await create(JANE)).status).toBe(200);

  expect(await create({ ...JANE, userName: 'joe' })).toMatchObject({ status: 403, reason: 'User limit 2 is reached.' });
  expect((await create({ userName: 'other-robot', type: 'api' })).status).toBe(200);
  expect((await change('jane', { isActive: true, lastName: 'Doe' })).status).toBe(200);
  await change('jane', { isActive: false });
  expect((await create({ ...JANE, userName: 'joe' })).status).toBe(200);
  expect(await change('jane', { isActive: true })).toMatchObject({ status: 403, reason: 'User limit 2 is reached.' });
});

test('nobody takes their own account or rights away, and others do', async () => {
  await create(JANE);

  expect((await change('jane', { isActive: false, type: 'regular' }, AS_JANE)).body).toMatchObject({
    isActive: true,
    type: 'admin',
  });
  expect(await crm.ask(`User/${await idOf('jane')}`, { method: 'DELETE', as: AS_JANE })).toMatchObject({
    status: 403,
    reason: "Can't delete own user.",
  });
  expect((await change('jane', { isActive: false })).body).toMatchObject({ isActive: false });
  expect(await signsIn(AS_JANE)).toBe(false);
});

test('a new password ends every token, the one that set it too', async () => {
  await create(JANE);
  const token = await crm.token(AS_JANE);
  const asks = async () => (await crm.ask('App/user', { as: null, headers: token })).status;
  expect(await asks()).toBe(200);

  const answer = await crm.ask('UserSecurity/password', {
    method: 'PUT',
    as: null,
    headers: token,
    body: { password: 'new', currentPassword: JANE.password },
  });
  expect([answer.status, answer.body]).toEqual([200, true]);
  expect(await asks()).toBe(401);
  expect(await signsIn('jane:new')).toBe(true);
});

test('an administrator who sets a password by token without the fallback is locked out', async () => {
  await create(JANE);
  const headers = await crm.token(AS_JANE);
  crm.controls.edit({ authenticationMethod: 'Oidc', oidcFallback: false });
  const body = { password: 'new' };

  const path = `User/${await idOf('jane')}`;
  expect((await crm.ask(path, { method: 'PUT', as: null, headers, body })).status).toBe(200);
  expect((await crm.ask('App/user', { as: null, headers })).status).toBe(401);
  expect(await signsIn('jane:new')).toBe(false);
});

test('a wrong current password is refused, and no step towards a ban', async () => {
  await create(JANE);
  for (let times = 0; times < 12; times += 1)
    expect(await changePassword('new', 'wrong', AS_JANE)).toMatchObject({ status: 403, reason: 'Wrong password.' });

  expect(await signsIn(AS_JANE)).toBe(true);
});

test('a password has at most 150 characters, and where another method is set only administrators change theirs', async () => {
  await create({ ...JANE, type: 'regular' });

  expect(await changePassword('x'.repeat(151), JANE.password, AS_JANE)).toMatchObject({
    status: 403,
    reason: 'Password exceeds max length.',
  });
  expect((await changePassword('x'.repeat(150), JANE.password, AS_JANE)).status).toBe(200);
  crm.controls.edit({ authenticationMethod: 'Oidc', oidcFallback: true, oidcAllowRegularUserFallback: true });
  expect(await changePassword('new', 'x'.repeat(150), `jane:${'x'.repeat(150)}`)).toMatchObject({
    status: 403,
    reason: 'Authentication method is not `Espo`.',
  });
  expect((await changePassword('new', ADMIN.password, `admin:${ADMIN.password}`)).status).toBe(200);
});

test('a user is made of JSON only, of which the type says nothing more', async () => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };

  expect(await crm.ask('User', { method: 'POST', headers, body: JANE })).toMatchObject({
    status: 400,
    reason: 'Not supported content type.',
  });
});
