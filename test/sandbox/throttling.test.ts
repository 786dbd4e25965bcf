/** The limits that Graph and Key Vault enforce in the sandbox as the real ones do. */
import { APP, GRAPH, startEntra, TENANT, type TestTenant } from './entraSetup';
import { refusal, startVault, type TestVault } from './keyVaultSetup';

const SECONDS = 1_000;

describe('Graph', () => {
  let tenant: TestTenant;
  beforeEach(async () => {
    tenant = await startEntra();
  });
  afterEach(() => tenant.close());

  const few = { amount: 4, perMs: 10 * SECONDS };
  const many = { amount: 1_000, perMs: 10 * SECONDS };
  const statusOf = async (path: string, sent = {}) => (await tenant.ask(path, sent)).status;
  /** How many of these requests it takes until one is refused. */
  async function untilRefused(path: string, sent = {}): Promise<number> {
    for (let passed = 0; passed < 10; passed += 1) if ((await statusOf(path, sent)) === 429) return passed;
    return Number.POSITIVE_INFINITY;
  }

  test('refuses what goes beyond the units of an application, and says when to come back', async () => {
    tenant.controls.setLimits({ units: few, writes: many });
    expect(await untilRefused('/applications')).toBe(2);
    await tenant.world.clock.moveBy(3 * SECONDS);
    const { headers, body } = await tenant.ask('/applications');
    expect(body).toMatchObject({ error: { code: 'TooManyRequests', innerError: {} } });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(5);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(7);
    expect(headers.get('x-ms-throttle-scope')).toBe(`Tenant_Application/ReadWrite/${APP.appId}/${TENANT}`);
    expect(headers.get('x-ms-throttle-information')).toBe('ResourceUnitLimitExceeded');
    await tenant.world.clock.moveBy(7 * SECONDS);
    expect(await statusOf('/applications')).toBe(200);
  });

  test.each([
    ['a list of applications', '/applications', 2],
    ['a list of applications with chosen fields', '/applications?$select=id', 4],
    ['a short list of applications', '/applications?$top=5', 4],
    ['a short list with chosen fields, but never for nothing', '/applications?$top=5&$select=id', 4],
    ['anything else', '/servicePrincipals', 4],
  ])('lets four units do for %s', async (_what, path, times) => {
    tenant.controls.setLimits({ units: few, writes: many });
    expect(await untilRefused(path)).toBe(times);
  });

  test('says what a request cost', async () => {
    const { headers } = await tenant.ask('/applications');
    expect(headers.get('x-ms-resource-unit')).toBe('2');
  });

  test('takes a unit more for what is expanded', async () => {
    const { id } = await tenant.register();
    await tenant.world.clock.moveBy(10 * SECONDS);
    tenant.controls.setLimits({ units: few, writes: many });
    expect(await untilRefused(`/applications/${id}?$expand=owners`)).toBe(1);
  });

  test('limits writes apart from reads, and refused ones do nothing', async () => {
    tenant.controls.setLimits({ units: many, writes: { amount: 2, perMs: 150 * SECONDS } });
    const post = { method: 'POST', body: { displayName: 'EspoCRM' } };
    expect(await untilRefused('/applications', post)).toBe(2);
    const { headers } = await tenant.ask('/applications', post);
    expect(headers.get('x-ms-throttle-scope')).toContain('Tenant_Application/Write/');
    expect(headers.get('x-ms-throttle-information')).toBe('WriteLimitExceeded');
    expect(tenant.controls.registrations()).toHaveLength(2);
    expect(await statusOf('/applications')).toBe(200);
    await tenant.world.clock.moveBy(150 * SECONDS);
    expect(await statusOf('/applications', post)).toBe(201);
  });

  test('counts each application by itself', async () => {
    tenant.controls.setLimits({ units: few, writes: many });
    await untilRefused('/applications');
    const principal = { oid: APP.appId, appId: APP.oid };
    const { token } = await tenant.issueToken({ principal, audience: GRAPH });
    expect(await statusOf('/applications', { headers: { authorization: `Bearer ${token}` } })).toBe(200);
  });
});

describe('Key Vault', () => {
  let vault: TestVault;
  beforeEach(async () => {
    vault = await startVault();
    await vault.client.setSecret('known', 'x');
    await vault.world.clock.moveBy(10 * SECONDS);
    vault.controls.setLimit({ amount: 3, perMs: 10 * SECONDS });
  });
  afterEach(() => vault.close());

  const ask = () => vault.client.getSecret('known');

  test('refuses transactions beyond its limit, names no time to come back, and takes them again later', async () => {
    for (let times = 0; times < 3; times += 1) await ask();
    await expect(ask()).rejects.toMatchObject(refusal(429, 'Throttled'));
    expect(vault.exchanges.at(-1)?.response.headers).not.toHaveProperty('Retry-After');
    await vault.world.clock.moveBy(10 * SECONDS);
    expect(await ask()).toMatchObject({ value: 'x' });
  });

  test('does not count what it refuses', async () => {
    vault.controls.revoke('getSecret');
    for (let times = 0; times < 5; times += 1) await expect(ask()).rejects.toMatchObject({ statusCode: 403 });
    vault.controls.grant('getSecret');
    for (let times = 0; times < 3; times += 1) await ask();
    await expect(ask()).rejects.toMatchObject(refusal(429, 'Throttled'));
  });
});
