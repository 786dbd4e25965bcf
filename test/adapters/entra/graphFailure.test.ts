/** What the real client throws for each refusal of Graph, and what we make of it. */
import { graphFaults } from '../../../sandbox/entra/graphFaults';
import { graphFailure } from '../../../src/adapters/entra/graphFailure';
import { MINUTE, startEntra, type TestTenant } from '../../sandbox/entraSetup';

let tenant: TestTenant;
beforeEach(async () => {
  tenant = await startEntra();
});
afterEach(() => tenant.close());

/** The facts of the failure that becomes of what is thrown. */
const factsOf = (asked: Promise<unknown>, circumstances = {}) =>
  asked.then(
    () => {
      throw new Error('Graph does as asked.');
    },
    (error: unknown) => graphFailure('ask Graph', error, circumstances).facts,
  );
const makePrincipal = (appId: string) => tenant.client.api('/servicePrincipals').post({ appId });

test('a registration that a server does not know yet is waited for', async () => {
  tenant.controls.setReplication({ lagMs: MINUTE, monotonic: true, covers: 'objects' });
  const { appId } = await tenant.client.api('/applications').post({ displayName: 'EspoCRM' });
  expect(await factsOf(makePrincipal(appId))).toMatchObject({
    code: 'NoBackingApplicationObject',
    status: 400,
    retry: 'soon',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    advice: 'Microsoft Graph does not know the object (yet).',
  });
});

test('a request that Graph refuses for another reason is not repeated', async () => {
  const appId = '99999999-9999-4999-8999-999999999999';
  const asked = tenant.client.api('/applications').post({ displayName: 'EspoCRM', appId });
  expect(await factsOf(asked)).toMatchObject({ code: 'Request_BadRequest', status: 400, retry: 'never' });
});

test('a registration that is not there may be one that a server does not know yet', async () => {
  expect(await factsOf(tenant.client.api("/applications(uniqueName='nothing')").get())).toMatchObject({
    code: 'Request_ResourceNotFound',
    status: 404,
    retry: 'soon',
  });
});

test.each([
  ['of an object made a moment ago', { young: true }, 'soon'],
  ['of another', {}, 'never'],
] as const)('a lack of rights %s is waited for or not', async (_what, circumstances, retry) => {
  tenant.world.faults.add({ service: 'graph', fault: graphFaults.youngObject });
  const asked = tenant.client.api('/applications').get();
  expect(await factsOf(asked, circumstances)).toMatchObject({
    code: 'Authorization_RequestDenied',
    status: 403,
    retry,
  });
});
