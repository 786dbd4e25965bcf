import { stsFaults } from '../../sandbox/entra/stsFaults';
import { DAY, GRAPH, MINUTE, startEntra, TENANT, type TestTenant } from './entraSetup';

const UNKNOWN = '99999999-9999-4999-8999-999999999999';

describe('A client secret at the token endpoint', () => {
  let tenant: TestTenant;
  beforeEach(async () => {
    tenant = await startEntra();
  });
  afterEach(() => tenant.close());

  const refused = (status: number, error: string, code: number) => ({ status, body: { error, error_codes: [code] } });
  const wrong = refused(401, 'invalid_client', 7000215);

  test('proves the app, and gives it a token for one resource', async () => {
    const { id, appId } = await tenant.register();
    const { secretText } = await tenant.addSecret(id);
    const { status, body } = await tenant.prove(appId, secretText);

    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3599 } });
    expect(await tenant.verify(`Bearer ${body['access_token']}`, GRAPH)).toMatchObject({ appId });
    expect(tenant.controls.accepts(appId, secretText)).toBe(true);
  });

  test('works beside others of the same app until it is removed', async () => {
    const { id, appId } = await tenant.register();
    const [first, second] = [await tenant.addSecret(id), await tenant.addSecret(id)];
    await tenant.client.api(`/applications/${id}/removePassword`).post({ keyId: first.keyId });

    expect(await tenant.prove(appId, first.secretText)).toMatchObject(wrong);
    expect(await tenant.prove(appId, second.secretText)).toMatchObject({ status: 200 });
    expect([first, second].map(({ secretText }) => tenant.controls.accepts(appId, secretText))).toEqual([false, true]);
  });

  test('is wrong before its start, and expired after its end', async () => {
    const { id, appId } = await tenant.register();
    const at = (days: number) => new Date(Date.now() + days * DAY).toISOString();
    const { secretText } = await tenant.addSecret(id, { startDateTime: at(1), endDateTime: at(3) });

    expect(await tenant.prove(appId, secretText)).toMatchObject(wrong);
    await tenant.world.clock.moveBy(2 * DAY);
    expect(await tenant.prove(appId, secretText)).toMatchObject({ status: 200 });
    await tenant.world.clock.moveBy(2 * DAY);
    expect(await tenant.prove(appId, secretText)).toMatchObject(refused(401, 'invalid_client', 7000222));
  });

  test('is refused until it has replicated, and accepted until its removal has', async () => {
    const { id, appId } = await tenant.register();
    tenant.controls.setReplication({ lagMs: MINUTE, monotonic: true });
    const { keyId, secretText } = await tenant.addSecret(id);

    expect(await tenant.prove(appId, secretText)).toMatchObject(wrong);
    await tenant.world.clock.moveBy(MINUTE);
    expect(await tenant.prove(appId, secretText)).toMatchObject({ status: 200 });
    await tenant.client.api(`/applications/${id}/removePassword`).post({ keyId });
    expect(await tenant.prove(appId, secretText)).toMatchObject({ status: 200 });
    await tenant.world.clock.moveBy(MINUTE);
    expect(await tenant.prove(appId, secretText)).toMatchObject(wrong);
  });

  test('is accepted by some replicas and refused by others meanwhile, and counts as accepted only then by all', async () => {
    const { id, appId } = await tenant.register();
    tenant.controls.setReplication({ lagMs: MINUTE, monotonic: false });
    const { secretText } = await tenant.addSecret(id);
    const statuses = new Set<number>();
    for (let n = 0; n < 20; n += 1) statuses.add((await tenant.prove(appId, secretText)).status);

    expect([...statuses].sort()).toEqual([200, 401]);
    expect(tenant.controls.accepts(appId, secretText)).toBe(false);
    await tenant.world.clock.moveBy(MINUTE);
    expect(tenant.controls.accepts(appId, secretText)).toBe(true);
  });

  test('is needed, as are a known app, its service principal, a resource and the right tenant', async () => {
    const { id, appId } = await tenant.register();
    const { secretText } = await tenant.addSecret(id);
    const form = {
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: secretText,
      scope: `${GRAPH}/.default`,
    };
    const unauthorized = refused(400, 'unauthorized_client', 700016);

    expect(await tenant.token({ ...form, client_secret: '' })).toMatchObject(refused(401, 'invalid_client', 7000216));
    expect(await tenant.token({ ...form, client_id: UNKNOWN })).toMatchObject(unauthorized);
    expect(await tenant.token({ ...form, scope: 'User.Read' })).toMatchObject(refused(400, 'invalid_scope', 1002012));
    expect(await tenant.token({ ...form, scope: 'https://nowhere.example/.default' })).toMatchObject(
      refused(400, 'invalid_resource', 500011),
    );
    expect(await tenant.token({ ...form, client_id: '' })).toMatchObject(refused(400, 'invalid_request', 900144));
    expect(await tenant.token({ ...form, grant_type: 'password' })).toMatchObject(
      refused(400, 'unsupported_grant_type', 70003),
    );
    expect(await tenant.token(form, 'another.example')).toMatchObject(refused(400, 'invalid_request', 90002));
    await tenant.client.api(`/servicePrincipals(appId='${appId}')`).patch({ accountEnabled: false });
    expect(await tenant.token(form)).toMatchObject(refused(400, 'unauthorized_client', 7000112));
    await tenant.client.api(`/servicePrincipals(appId='${appId}')`).delete();
    expect(await tenant.token(form)).toMatchObject(refused(401, 'invalid_client', 7000229));
  });

  test('is refused in the published words', async () => {
    const { appId } = await tenant.register();
    const { body } = await tenant.prove(appId, 'a guess');

    expect(body['error_description']).toBe(
      `AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'. Trace ID: ${body['trace_id']} Correlation ID: ${body['correlation_id']} Timestamp: ${body['timestamp']}`,
    );
    expect(body['error_uri']).toBe(`${tenant.stsServer.url}/error?code=7000215`);
  });

  test('cannot be judged while the token service is ill', async () => {
    const { id, appId } = await tenant.register();
    const { secretText } = await tenant.addSecret(id);
    tenant.world.faults.add({ service: 'sts', operation: 'token', fault: stsFaults.unavailable, times: 1 });

    expect(await tenant.prove(appId, secretText)).toMatchObject(refused(503, 'temporarily_unavailable', 90033));
    expect((await tenant.prove(appId, secretText)).status).toBe(200);
  });
});

describe('The token service', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await startEntra();
  });
  afterAll(() => tenant.close());

  const get = async (path: string) => {
    const response = await fetch(`${tenant.stsServer.url}${path}`);
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  test('describes its endpoints, all in the one tenant', async () => {
    const { body } = await get(`/${TENANT}/v2.0/.well-known/openid-configuration`);

    expect(body).toMatchObject({
      issuer: `${tenant.stsServer.url}/${TENANT}/v2.0`,
      token_endpoint: `${tenant.stsServer.url}/${TENANT}/oauth2/v2.0/token`,
      subject_types_supported: ['pairwise'],
    });
    expect(await get('/another.example/v2.0/.well-known/openid-configuration')).toMatchObject({
      status: 400,
      body: { error_codes: [90002] },
    });
  });

  test('publishes its keys without alg, and keeps the old ones when it takes a new one', async () => {
    const keys = async () => (await get(`/${TENANT}/discovery/v2.0/keys`)).body.keys;
    const [before] = await keys();
    await tenant.controls.rotateSigningKey();

    expect(Object.keys(before).sort()).toEqual(['e', 'issuer', 'kid', 'kty', 'n', 'use', 'x5t']);
    expect(await keys()).toMatchObject([{ kid: before.kid }, { kid: expect.not.stringMatching(before.kid) }]);
  });

  test('vouches for its own address', async () => {
    expect((await get('/common/discovery/instance?api-version=1.1')).body).toMatchObject({
      metadata: [{ aliases: [new URL(tenant.stsServer.url).host] }],
    });
  });
});
