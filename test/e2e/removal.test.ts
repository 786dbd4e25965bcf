/** The last day of a connection: EspoCRM back to its own login, and nothing of ours left behind. */
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ settings: { SETTLE_WITHIN: 'PT1S' } });
});
afterAll(() => stage.close());

const remove = (name: string, query = '') => stage.api.request('DELETE', `/api/connections/${name}${query}`);
const registrationOf = (name: string) =>
  stage.sandbox.entra.registrations().find(({ uniqueName, deleted }) => uniqueName?.endsWith(`-${name}`) && !deleted);
const vaultSecretOf = (name: string) =>
  stage.sandbox.keyVault.list().find((each) => each.name === `espocrm-${name}-client-secret`)?.stage;
const method = ({ controls }: Site) => controls.settings()['authenticationMethod'];
const shown = async (name: string) => (await stage.api.request('GET', `/api/connections/${name}`)).status;

test('a removed connection leaves an EspoCRM with its own login, and only what soft delete keeps', async () => {
  const site = await stage.aSettledSite('gone');
  const answer = await remove('gone');
  stage.expectAtOnce(
    [answer.status, answer.body],
    [200, { state: 'removed', done: [{ action: 'detach' }, { action: 'deregister' }, { action: 'discard' }] }],
  );
  await stage.untilGone('gone', answer);
  expect(method(site)).toBe('Espo');
  expect(registrationOf('gone')).toBeUndefined();
  expect(vaultSecretOf('gone')).toBe('deleted');
  expect((await remove('gone')).status).toBe(404);
});

test('the registration and the secrets can be kept', async () => {
  const site = await stage.aSettledSite('kept');
  const answer = await remove('kept', '?keepRegistration=true&keepSecrets=true');
  stage.expectAtOnce([answer.body], [{ state: 'removed', done: [{ action: 'detach' }, { action: 'retire' }] }]);
  await stage.untilGone('kept', answer);
  expect(method(site)).toBe('Espo');
  expect(registrationOf('kept')?.credentials).toEqual([]);
  expect(vaultSecretOf('kept')).toBe('active');
  // And made again, it takes up the registration that was kept.
  expect(await stage.api.provision('kept', { espocrmUrl: site.url })).toMatchObject({ state: 'settled' });
  await stage.replicated();
  expect(await stage.signsIn(site)).toBe(true);
});

test.each([
  { service: 'espocrm', operation: 'putSettings' },
  { service: 'graph', operation: 'deleteApplication' },
  { service: 'keyvault', operation: 'deleteSecret' },
] as const)(
  'cut off at $service $operation, it goes on by itself',
  async ({ service, operation }) => {
    const name = `cut-${service}`;
    const site = await stage.aSettledSite(name);
    const stop = stage.sandbox.world.faults.add({ service, operation, fault: { kind: 'resetBefore' } });
    expect((await remove(name)).status).toBe(202);
    expect(await shown(name)).toBe(200);
    // Until EspoCRM has its own login back, staff sign in through Entra.
    if (service === 'espocrm') expect(await stage.signsIn(site)).toBe(true);
    else expect(method(site)).toBe('Espo');
    stop();
    await stage.untilGone(name);
    expect(registrationOf(name)).toBeUndefined();
    expect(vaultSecretOf(name)).toBe('deleted');
  },
  60_000,
);

test('an EspoCRM that somebody has connected to another registration keeps that sign-in', async () => {
  const site = await stage.aSettledSite('taken');
  site.controls.edit({ oidcClientId: '11111111-2222-4333-8444-555555555555' });
  const answer = await remove('taken');
  stage.expectAtOnce([answer.body], [{ state: 'removed', done: [{ action: 'deregister' }, { action: 'discard' }] }]);
  await stage.untilGone('taken', answer);
  expect(registrationOf('taken')).toBeUndefined();
  expect(vaultSecretOf('taken')).toBe('deleted');
  expect(method(site)).toBe('Oidc');
});

test('a request with a spelling mistake removes nothing', async () => {
  const site = await stage.aSettledSite('typo');
  const { status, body } = await remove('typo', '?keepRegistrations=true&keepSecrets=yes');
  expect([status, body]).toMatchObject([
    400,
    { errors: [{ pointer: 'keepRegistrations' }, { pointer: 'keepSecrets' }] },
  ]);
  expect(await stage.signsIn(site)).toBe(true);
});

test('an EspoCRM that no longer exists does not keep its registration alive', async () => {
  await stage.aSettledSite('dead');
  const stop = stage.sandbox.world.faults.add({ service: 'espocrm', fault: { kind: 'resetBefore' } });
  expect((await remove('dead')).status).toBe(202);
  const answer = await remove('dead', '?espocrmIsGone=true');
  stage.expectAtOnce([answer.body], [{ state: 'removed' }]);
  await stage.untilGone('dead', answer);
  stop();
  expect(registrationOf('dead')).toBeUndefined();
});

test.each([
  ['with the registration that was kept', '?keepRegistration=true', 0],
  // Entra keeps the name of a deleted registration for 30 days, Key Vault that of a deleted secret for 90.
  ['a month later, when Entra has let go of its registration', '', 31 * DAY_MS],
])('made again, %s, it takes its name in Key Vault back from soft delete', async (_what, query, later) => {
  const name = later ? 'later' : 'again';
  const site = await stage.aSettledSite(name);
  await stage.untilGone(name, await remove(name, query));
  await stage.moveBy(later);
  expect([vaultSecretOf(name), method(site)]).toEqual(['deleted', 'Espo']);
  await stage.api.request('PUT', `/api/connections/${name}`, { espocrmUrl: site.url });
  await stage.untilSettled(name);
  await stage.replicated();
  expect(vaultSecretOf(name)).toBe('active');
  expect(stage.ownCredentials(name)).toHaveLength(1);
  expect(await stage.signsIn(site)).toBe(true);
});
