import { ManagedIdentityCredential } from '@azure/identity';
import { type RunningServer, serve } from '../../sandbox/kit/serve';
import { createManagedIdentity } from '../../sandbox/managedIdentity/createManagedIdentity';
import { APP, DAY, GRAPH, startEntra, type TestTenant } from './entraSetup';

const HEADER = 'the-header';
const VAULT = 'https://vault.azure.net';

describe('The managed-identity endpoint', () => {
  let tenant: TestTenant;
  let server: RunningServer;
  const asked: string[] = [];
  const before = { ...process.env };

  beforeAll(async () => {
    tenant = await startEntra();
    const simulator = createManagedIdentity(tenant.world, {
      issueToken: tenant.issueToken,
      principal: APP,
      header: HEADER,
    });
    server = await serve(tenant.world, simulator);
    tenant.world.exchanges.listen(({ service, request }) => {
      if (service === 'imds') asked.push(request.query.get('resource') ?? '');
      return undefined;
    });
  });
  beforeEach(() => {
    asked.length = 0;
    process.env['IDENTITY_ENDPOINT'] = `${server.url}/msi/token`;
    process.env['IDENTITY_HEADER'] = HEADER;
  });
  afterEach(() => {
    process.env = { ...before };
  });
  afterAll(async () => {
    await server.close();
    await tenant.close();
  });

  const raw = async (query: Record<string, string>, header = HEADER) => {
    const response = await fetch(`${server.url}/msi/token?${new URLSearchParams(query)}`, {
      headers: { 'X-IDENTITY-HEADER': header },
    });
    return { status: response.status, body: await response.json() };
  };

  test('gives the real credential a token that lives a day and speaks for the app', async () => {
    const { token, expiresOnTimestamp } = await new ManagedIdentityCredential().getToken(`${VAULT}/.default`);

    expect(await tenant.verify(`Bearer ${token}`, VAULT)).toEqual(APP);
    expect(expiresOnTimestamp - tenant.world.clock.now().getTime()).toBeGreaterThan(DAY - 5000);
  });

  test('gives tokens for one audience only', async () => {
    const { token } = await new ManagedIdentityCredential().getToken(`${VAULT}/.default`);

    expect(await tenant.verify(`Bearer ${token}`, GRAPH)).toBeUndefined();
    expect(await tenant.verify(`Bearer ${token}x`, VAULT)).toBeUndefined();
    expect(await tenant.verify(undefined, VAULT)).toBeUndefined();
  });

  test('is asked once for each resource, because it echoes the resource', async () => {
    const credential = new ManagedIdentityCredential();
    for (const resource of ['https://once.example', 'https://once.example', 'https://twice.example'])
      await credential.getToken(`${resource}/.default`);

    expect(asked).toEqual(['https://once.example', 'https://twice.example']);
  });

  test('answers expires_on as a text', async () => {
    const { body } = await raw({ 'api-version': '2019-08-01', resource: VAULT });

    expect(body).toMatchObject({ token_type: 'Bearer', resource: VAULT, expires_on: expect.stringMatching(/^\d+$/) });
  });

  test('knows its own client id and no other', async () => {
    const own = await new ManagedIdentityCredential({ clientId: APP.appId }).getToken('https://own.example/.default');
    const foreign = await raw({ 'api-version': '2019-08-01', resource: VAULT, client_id: APP.oid });

    expect(await tenant.verify(`Bearer ${own.token}`, 'https://own.example')).toEqual(APP);
    expect(foreign).toMatchObject({ status: 400, body: { statusCode: 400 } });
  });

  test('refuses a wrong header and a missing resource', async () => {
    expect(await raw({ 'api-version': '2019-08-01', resource: VAULT }, 'guess')).toMatchObject({ status: 401 });
    expect(await raw({ 'api-version': '2019-08-01' })).toMatchObject({ status: 400 });
    expect(await raw({ resource: VAULT })).toMatchObject({ status: 400 });
  });

  test('makes tokens that end after a day on the sandbox clock', async () => {
    const { token } = await tenant.issueToken({ principal: APP, audience: VAULT });
    await tenant.world.clock.moveBy(DAY + 1000);

    expect(await tenant.verify(`Bearer ${token}`, VAULT)).toBeUndefined();
  });
});
