/** The health check of a connection that is settled: cheap while nothing has changed, and the end of what has. */
import type { Exchange } from '../../sandbox/kit/exchanges';
import { waitFor } from '../../sandbox/story/waitFor';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const HOUR_MS = 3_600_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ settings: { SETTLE_WITHIN: 'PT1S', HEALTH_CHECK_SCHEDULE: '0 17 * * * *' } });
});
afterAll(() => stage.close());

/** What the app asked outside meanwhile, its queue apart. */
async function asked(run: () => Promise<unknown>): Promise<readonly string[]> {
  const names: string[] = [];
  const stop = stage.sandbox.world.exchanges.listen(({ service, operation }: Exchange) => {
    if (service !== 'queue') names.push(`${service} ${operation}`);
    return undefined;
  });
  await run();
  stop();
  return names;
}

/** What was unlisted at first has another look. */
async function atRest() {
  for (let times = 0; times < 2; times += 1) await stage.moveBy(HOUR_MS);
}

async function check() {
  const before = stage.logged('health.glanced');
  await stage.api.run('healthCheck');
  await waitFor('the glance', () => stage.logged('health.glanced') > before || undefined);
}

test('costs four requests a connection within a day, none of them as administrator, and writes nothing', async () => {
  const names = Array.from({ length: 5 }, (_, index) => `same-${index}`);
  for (const name of names) await stage.aSettledSite(name);
  await atRest();
  const requests = await asked(check);
  process.stdout.write(`a check of ${names.length} healthy connections: ${requests.length} requests\n`);
  // One more lists the documents.
  expect(requests.length).toBeLessThanOrEqual(4 * names.length + 1);
  expect([...new Set(requests)].sort()).toEqual([
    'blob getBlob',
    'blob listBlobs',
    'espocrm authorizationData',
    'graph getApplication',
    'keyvault listSecretVersions',
  ]);
});

test.each<[string, (site: Site, appId: string) => unknown]>([
  ['EspoCRM is given its own login back', ({ controls }) => controls.edit({ authenticationMethod: 'Espo' })],
  ['EspoCRM is told to ask for other scopes', ({ controls }) => controls.edit({ oidcScopes: ['profile'] })],
  [
    'the redirect URI is removed',
    (_, appId) => stage.sandbox.entra.editRegistration(appId, { web: { redirectUris: [] } }),
  ],
])('finds within the hour that %s, and mends it', async (what, happen) => {
  const site = await stage.aSettledSite(`changed-${what.length}`);
  await atRest();
  const { applicationId = '' } = await stage.api.show(site.name);
  const before = stage.sandbox.entra.registration(applicationId)?.redirectUris;
  const shown = () => {
    const { authenticationMethod, oidcScopes } = site.controls.settings();
    // Their order is the mark of a delivery.
    return [authenticationMethod, String(oidcScopes).split(',').sort()];
  };
  const wanted = shown();
  // Where Entra learns late, the check may come before the hour is asked for.
  const looks = stage.logged('connection.reconciled');
  await happen(site, applicationId);
  await stage.replicated();
  await stage.moveBy(HOUR_MS);
  await waitFor('the whole look', () => stage.logged('connection.reconciled') > looks || undefined);
  await stage.untilSettled(site.name);
  await stage.replicated();
  expect(await stage.signsIn(site)).toBe(true);
  expect(stage.sandbox.entra.registration(applicationId)?.redirectUris).toEqual(before);
  expect(shown()).toEqual(wanted);
});

test('leaves what it cannot see to a whole look, once a day', async () => {
  const site = await stage.aSettledSite('hidden');
  await atRest();
  site.controls.edit({ oidcClientSecret: 'typed by hand' });
  await stage.moveBy(HOUR_MS);
  await check();
  expect(stage.holdsGoodSecret(site)).toBe(false);
  await stage.moveBy(23 * HOUR_MS);
  await stage.api.run('healthCheck');
  await waitFor('the repair', () => stage.holdsGoodSecret(site) || undefined);
  expect(await stage.signsIn(site)).toBe(true);
});

test('of a system that is away leaves the connection to a whole look, which says so', async () => {
  const site = await stage.aSettledSite('away');
  const end = stage.sandbox.world.faults.add({ service: 'graph', fault: { kind: 'resetBefore' } });
  await stage.moveBy(HOUR_MS);
  await check();
  await waitFor('the whole look', async () => (await stage.api.show(site.name)).problems.length > 0 || undefined);
  expect(await stage.api.show(site.name)).toMatchObject({ health: 'warn', problems: [{ code: 'outside-failure' }] });
  end();
  await stage.untilSettled(site.name);
});
