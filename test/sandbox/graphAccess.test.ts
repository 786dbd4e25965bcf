import { graphFaults } from '../../sandbox/entra/graphFaults';
import type { Fault } from '../../sandbox/kit/faults';
import { APP, DAY, GRAPH, startEntra, type TestTenant } from './entraSetup';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('Access to Graph', () => {
  let tenant: TestTenant;
  beforeEach(async () => {
    tenant = await startEntra();
  });
  afterEach(() => tenant.close());

  const bearer = async (audience: string) => {
    const { token } = await tenant.issueToken({ principal: APP, audience });
    return { authorization: `Bearer ${token}` };
  };

  test('is refused without a token, with a challenge', async () => {
    const { status, headers, body } = await tenant.ask('/applications', { headers: { authorization: '' } });

    expect({ status, body }).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  test('needs a token made for Graph that has not expired', async () => {
    const statusWith = async (headers: Record<string, string>) =>
      (await tenant.ask('/applications', { headers })).status;
    const good = await bearer(GRAPH);

    expect(await statusWith(good)).toBe(200);
    expect(await statusWith(await bearer(tenant.graphServer.url))).toBe(200);
    expect(await statusWith(await bearer('https://vault.azure.net'))).toBe(401);
    expect(await statusWith({ authorization: `${good.authorization}x` })).toBe(401);
    await tenant.world.clock.moveBy(DAY + 1000);
    expect(await statusWith(good)).toBe(401);
  });

  test('ends at once when the app role is revoked, and comes back with it', async () => {
    const path = '/applications';
    tenant.controls.revokeRole('Application.ReadWrite.OwnedBy');
    expect(await tenant.ask(path)).toMatchObject({
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied' } },
    });
    tenant.controls.grantRole('Application.ReadWrite.OwnedBy');

    expect((await tenant.ask(path)).status).toBe(200);
  });

  test('is not had by the registered apps themselves', async () => {
    const { id, appId } = await tenant.register();
    const { secretText } = await tenant.addSecret(id);
    const { body } = await tenant.prove(appId, secretText);
    const headers = { authorization: `Bearer ${body['access_token']}` };

    expect((await tenant.ask('/applications', { headers })).status).toBe(403);
  });

  test('reaches the organization only with a role of its own', async () => {
    expect((await tenant.ask('/organization')).status).toBe(403);
    tenant.controls.grantRole('Directory.Read.All');

    expect(await tenant.client.api('/organization').get()).toMatchObject({ value: [{ displayName: 'Sandbox' }] });
  });

  test('lets a role over all applications change what others own', async () => {
    tenant.controls.setOwnership('creator-does-not-own');
    const { id } = await tenant.client.api('/applications').post({ displayName: 'EspoCRM' });
    tenant.controls.grantRole('Application.ReadWrite.All');

    expect(await tenant.addSecret(id)).toHaveProperty('secretText');
  });

  test('gives every answer a request id, also those that lead nowhere', async () => {
    for (const path of ['/applications', '/applications/nothing', '/nowhere']) {
      const { headers, body } = await tenant.ask(path, { headers: { 'client-request-id': 'mine' } });
      expect(headers.get('request-id')).toMatch(GUID);
      expect(headers.get('client-request-id')).toBe('mine');
      if ('error' in body)
        expect(body['error']).toMatchObject({ innerError: { 'request-id': headers.get('request-id') } });
    }
  });

  test('refuses a body that is not JSON', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await tenant.ask('/applications', { method: 'POST', body: { displayName: 'EspoCRM' }, headers });

    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect(tenant.controls.registrations()).toEqual([]);
  });

  const faults: readonly (readonly [string, Fault, number, string])[] = [
    ['throttling', graphFaults.throttled(7), 429, 'TooManyRequests'],
    ['throttling without a time', graphFaults.throttledWithoutRetryAfter, 429, 'TooManyRequests'],
    ['an outage', graphFaults.unavailable, 503, 'serviceNotAvailable'],
    ['a time-out', graphFaults.gatewayTimeout, 504, 'UnknownError'],
    ['a replica that is behind', graphFaults.notReplicated, 404, 'Request_ResourceNotFound'],
    ['an object that is too young', graphFaults.youngObject, 403, 'Authorization_RequestDenied'],
    ['writes that meet', graphFaults.concurrencyViolation, 409, 'Directory_ConcurrencyViolation'],
  ];
  test.each(faults)('can be spoilt by %s', async (_name, fault, status, code) => {
    tenant.world.faults.add({ service: 'graph', operation: 'createApplication', fault, times: 1 });
    const post = { method: 'POST', body: { displayName: 'EspoCRM' } };

    expect(await tenant.ask('/applications', post)).toMatchObject({ status, body: { error: { code } } });
    expect(tenant.controls.registrations()).toEqual([]);
    expect((await tenant.ask('/applications', post)).status).toBe(201);
  });

  test('can answer from before the last change', async () => {
    const { id, appId } = await tenant.register();
    await tenant.client.api(`/applications/${id}`).patch({ displayName: 'Renamed' });
    tenant.world.faults.add({ service: 'graph', operation: 'getApplication', fault: { kind: 'stale' }, times: 1 });
    const path = `/applications(appId='${appId}')?$select=displayName`;

    expect((await tenant.client.api(path).get()).displayName).toBe('EspoCRM 1');
    expect((await tenant.client.api(path).get()).displayName).toBe('Renamed');
  });
});
