/** Who may do what, where the app may be made to call, and which registrations it leaves alone. */
import { startApp } from '../../sandbox/stage/startApp';
import type { ConnectorApi } from '../../sandbox/story/connectorApi';
import { waitFor } from '../../sandbox/story/waitFor';
import { createCheckedApi } from '../support/checkedApi';
import { startTestStage, type TestStage } from '../support/startTestStage';

let stage: TestStage;
let guarded: { readonly api: ConnectorApi; readonly url: string; close(): Promise<void> };
beforeAll(async () => {
  stage = await startTestStage({ background: false });
  // By its number, as in Azure: otherwise the name localhost itself would be the platform's.
  const IDENTITY_ENDPOINT = stage.sandbox.settings()['IDENTITY_ENDPOINT']?.replace('localhost', '127.0.0.1') ?? '';
  const settings = { WEBSITE_AUTH_ENABLED: 'True', ESPOCRM_PRIVATE_HOSTS: '', IDENTITY_ENDPOINT };
  const app = await startApp(stage.sandbox, { settings, background: false });
  guarded = { api: createCheckedApi(app.url), url: app.url, close: () => app.close() };
});
afterAll(async () => {
  await guarded.close();
  await stage.close();
});

const OID = '09e4a704-0000-4000-8000-0000000000d1';
/** The header that App Service authentication adds for a caller with these app roles. */
function principal(...roles: readonly string[]) {
  const claims = [
    { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: OID },
    ...roles.map((val) => ({ typ: 'roles', val })),
  ];
  const value = { auth_typ: 'aad', claims, name_typ: 'name', role_typ: 'roles' };
  return { 'X-MS-CLIENT-PRINCIPAL': Buffer.from(JSON.stringify(value)).toString('base64') };
}

const problem = (status: number, type: string) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: `urn:espocrm-entra-connector:${type}`, status },
});
const PATH = '/api/connections/acme';
const body = { espocrmUrl: 'https://localhost:9443' };

describe('where App Service authentication is off', () => {
  test('a caller who brings a principal is refused, and nothing is stored', async () => {
    const answer = await stage.api.request('PUT', PATH, body, principal('Connections.Manage'));
    expect(answer).toMatchObject(problem(401, 'principal-not-trusted'));
    expect(await stage.api.request('GET', PATH)).toMatchObject({ status: 404 });
  });
});

describe('where App Service authentication is on', () => {
  test.each([
    ['nobody', 'PUT', {}, problem(401, 'not-signed-in')],
    ['nobody', 'GET', {}, problem(401, 'not-signed-in')],
    ['a caller without a role', 'GET', principal(), problem(403, 'role-missing')],
    ['a reader', 'PUT', principal('Connections.Read'), problem(403, 'role-missing')],
    ['a reader', 'GET', principal('Connections.Read'), problem(404, 'not-found')],
    ['a manager', 'GET', principal('Connections.Manage'), problem(404, 'not-found')],
  ])('%s who sends %s gets what the roles allow', async (_who, method, headers, expected) => {
    expect(await guarded.api.request(method, PATH, method === 'PUT' ? body : undefined, headers)).toMatchObject(
      expected,
    );
  });

  test('a 401 says how to authenticate', async () => {
    const { headers } = await guarded.api.request('GET', PATH);
    expect(headers).toMatchObject({ 'www-authenticate': 'Bearer' });
  });

  test.each([
    ['nobody', {}, problem(401, 'not-signed-in')],
    ['a caller without a role', principal(), problem(403, 'role-missing')],
    [
      'a reader',
      principal('Connections.Read'),
      { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } },
    ],
  ])('the status page shows %s what the roles allow', async (_who, headers, expected) => {
    expect(await guarded.api.request('GET', '/api/status', undefined, headers)).toMatchObject(expected);
  });

  test('health stays open to whoever asks', async () => {
    expect(await guarded.api.request('GET', '/api/health')).toMatchObject({ status: 200 });
  });
});

describe('an EspoCRM address inside the network', () => {
  test('is refused at once where its text shows it', async () => {
    const inside = { espocrmUrl: 'https://169.254.169.254' };
    const answer = await guarded.api.request('PUT', PATH, inside, principal('Connections.Manage'));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/espocrmUrl' }] } });
  });

  test('blocks the connection where only the lookup of its name shows it, and says what to set', async () => {
    await stage.sandbox.operator.putSecret('espocrm-inside-admin', 'admin:password');
    const answer = await guarded.api.request('PUT', '/api/connections/inside', body, principal('Connections.Manage'));
    expect(answer).toMatchObject(problem(424, 'connection-blocked'));
    expect(JSON.stringify(answer.body)).toMatch(/address-not-allowed.*ESPOCRM_PRIVATE_HOSTS/);
    expect(JSON.stringify(answer.body)).not.toContain('127.0.0.1');
  });
});

describe('a registration that is given application permissions', () => {
  const ROLE = {
    resourceAppId: '00000003-0000-0000-c000-000000000000',
    resourceAccess: [
      { id: '19dbc75e-c2e2-444c-a770-ec69d8559fc7', type: 'Role' },
      { id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', type: 'Scope' },
    ],
  };

  test('is left alone, expiring secret and all, until they are taken away', async () => {
    const site = await stage.aSettledSite('powerful');
    const before = stage.ownCredentials('powerful');
    const { applicationId = '' } = await stage.api.show('powerful');
    const permit = (...requiredResourceAccess: readonly object[]) =>
      stage.sandbox.entra.editRegistration(applicationId, { requiredResourceAccess });

    permit(ROLE);
    await stage.moveBy(701 * 86_400_000);
    const blocked = await stage.api.request('PUT', '/api/connections/powerful', { espocrmUrl: site.url });
    expect(blocked).toMatchObject({ status: 424, body: { errors: [{ pointer: 'registration-too-powerful' }] } });
    expect(stage.ownCredentials('powerful')).toEqual(before);
    expect(await stage.signsIn(site)).toBe(true);

    permit({ ...ROLE, resourceAccess: ROLE.resourceAccess.slice(1) });
    await stage.replicated();
    const { done } = await stage.reconcile('powerful');
    stage.expectAtOnce(done, [{ action: 'issue', reason: 'expiring' }]);
    expect(stage.ownCredentials('powerful')).toHaveLength(2);
  });
});

test('a caller in a loop gets 429 and when to come back, and other connections are not held up', async () => {
  const put = (name: string) => fetch(`${stage.app.url}/api/connections/${name}`, { method: 'PUT', body: '{' });
  const statuses: number[] = [];
  for (let index = 0; index < 40; index += 1) statuses.push((await put('looping')).status);
  expect(statuses.slice(0, 30)).toEqual(Array(30).fill(400));
  expect(statuses).toContain(429);
  const answer = await put('looping');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ type: 'urn:espocrm-entra-connector:too-many-requests' });
  expect((await put('patient')).status).toBe(400);
});

test('every answer forbids to keep, frame, run or guess at it', async () => {
  for (const path of ['/api/health', '/api/connections', '/api/connections/nobody'])
    expect((await stage.api.request('GET', path)).headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
});

test('the log names who asked for each write', async () => {
  await stage.api.request('PUT', '/api/connections/logged', '{');
  const line = '{"event":"write.requested","caller":"function key","connection":"logged"}';
  // Log lines come another way than the answer, and may come after it.
  await waitFor('the line', () => stage.logs.some(({ text }) => text.includes(line)) || undefined);
});
