/** What the token service's answers say of a client secret, asked as the app asks. */
import { stsFaults } from '../../../sandbox/entra/stsFaults';
import { createSignInService } from '../../../src/adapters/entra/signInService';
import { createHttp } from '../../../src/adapters/http/http';
import { Failure } from '../../../src/core/failure';
import { createSecret } from '../../../src/core/secret';
import type { SignInService } from '../../../src/reconcile/ports';
import { DAY, GRAPH, MINUTE, startEntra, TENANT, type TestTenant } from '../../sandbox/entraSetup';

let tenant: TestTenant;
let signIn: SignInService;
beforeEach(async () => {
  tenant = await startEntra();
  const options = { authorityHost: tenant.stsServer.url, tenantId: TENANT, graphUrl: GRAPH };
  signIn = createSignInService(options, createHttp());
});
afterEach(() => tenant.close());

async function aSecret() {
  const { id, appId } = await tenant.register();
  const { secretText } = await tenant.addSecret(id);
  return { appId, secret: createSecret(secretText) };
}

test('a secret that Entra knows is accepted, and another is not', async () => {
  const { appId, secret } = await aSecret();
  expect(await signIn.accepts(appId, secret)).toBe(true);
  expect(await signIn.accepts(appId, createSecret('a guess'))).toBe(false);
});

test('a secret that has expired is not accepted', async () => {
  const { id, appId } = await tenant.register();
  const endDateTime = new Date(tenant.world.clock.now().getTime() + DAY).toISOString();
  const { secretText } = await tenant.addSecret(id, { endDateTime });
  await tenant.world.clock.moveBy(2 * DAY);
  expect(await signIn.accepts(appId, createSecret(secretText))).toBe(false);
});

test('a secret of a registration that the server does not know yet is not accepted yet', async () => {
  tenant.controls.setReplication({ lagMs: MINUTE, monotonic: true, covers: 'objects' });
  const { appId } = await tenant.client.api('/applications').post({ displayName: 'EspoCRM' });
  expect(await tenant.prove(appId, 'x')).toMatchObject({ status: 400, body: { error_codes: [700016] } });
  expect(await signIn.accepts(appId, createSecret('x'))).toBe(false);
});

test('a secret of a registration whose service principal the server does not know yet is not accepted yet', async () => {
  const { id, appId } = await tenant.client
    .api('/applications')
    .post({ displayName: 'EspoCRM', signInAudience: 'AzureADMyOrg' });
  const { secretText } = await tenant.addSecret(id);
  expect(await tenant.prove(appId, secretText)).toMatchObject({ status: 401, body: { error_codes: [7000229] } });
  expect(await signIn.accepts(appId, createSecret(secretText))).toBe(false);
  await tenant.client.api('/servicePrincipals').post({ appId });
  expect(await signIn.accepts(appId, createSecret(secretText))).toBe(true);
});

test.each([
  ['is ill', stsFaults.unavailable, 'AADSTS90033'],
  ['asks for fewer requests', stsFaults.throttled, 'AADSTS90055'],
] as const)('while the token service %s, nothing is said of the secret', async (_what, fault, code) => {
  const { appId, secret } = await aSecret();
  tenant.world.faults.add({ service: 'sts', operation: 'token', fault });
  const failure: unknown = await signIn.accepts(appId, secret).catch((error: unknown) => error);
  expect(failure instanceof Failure && failure.facts).toMatchObject({ system: 'Entra', code, retry: 'soon' });
});
