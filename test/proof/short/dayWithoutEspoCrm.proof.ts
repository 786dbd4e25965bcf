/** A day without EspoCRM while its secret is due, with pauses of a second; `outageDay` has every system and the app's own. */
import { startTestStage, type TestStage } from '../../support/startTestStage';
import { dayWithout } from '../../support/wire/dayWithout';

let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ settings: { SETTLE_WITHIN: 'PT1S' } });
});
afterAll(() => stage.close());

test('an EspoCRM that is away for a day on which its secret is due is asked politely, and gets its secret when it is back', async () => {
  const site = await stage.aSettledSite('away');
  const [first] = stage.ownCredentials(site.name);
  const { requests, shown, recover } = await dayWithout(stage, site, 'espocrm', { kind: 'resetBefore' });
  process.stdout.write(`a day without EspoCRM: ${requests} requests\n`);
  expect(requests).toBeGreaterThan(20);
  expect(requests).toBeLessThan(100);
  expect(shown).toMatchObject({
    state: 'settling',
    health: 'warn',
    problems: [{ code: 'outside-failure', detail: expect.stringMatching(/^EspoCRM, read the settings: ECONNRESET/) }],
  });
  const warned = stage.logs.filter(({ text }) => text.includes('reconcile.failed') && text.includes('ECONNRESET'));
  expect(warned.length).toBeGreaterThan(0);
  // The app itself is well: a host that restarts what is not must leave it alone.
  expect(await stage.api.request('GET', '/api/health')).toMatchObject({ status: 200, body: { status: 'pass' } });
  expect(stage.holdsGoodSecret(site)).toBe(true);
  await recover();
  expect(stage.ownCredentials(site.name)).toContain(first);
  expect(await stage.signsIn(site)).toBe(true);
}, 300_000);
