/** What EspoCRM lets nobody in for: each says its own problem and what to do, and none is asked so often that it bans the app. */
import { ESPOCRM_ADMIN } from '../../sandbox/stage/tenant';
import { waitFor } from '../../sandbox/story/waitFor';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';
import { wireFault } from '../support/wire/wireFaults';

const HOUR_MS = 3_600_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ settings: { SETTLE_WITHIN: 'PT1S', HEALTH_CHECK_SCHEDULE: '0 17 * * * *' } });
});
afterAll(() => stage.close());

const put = ({ name, url }: Site) => stage.api.request('PUT', `/api/connections/${name}`, { espocrmUrl: url });
const failuresAt = ({ controls }: Site) => controls.signIns().filter(({ succeeded }) => !succeeded).length;
const warnings = (site: Site, code: string) =>
  stage.logs.filter(({ text }) => text.includes('reconcile.failed') && text.includes(site.name) && text.includes(code))
    .length;

describe('an administrator sign-in that EspoCRM refuses', () => {
  let site: Site;
  beforeAll(async () => {
    site = await stage.aSettledSite('refused');
    site.controls.setPassword(ESPOCRM_ADMIN.userName, 'another');
  });

  test('is tried once however often the connection is provisioned, and the answer says what to do', async () => {
    const before = failuresAt(site);
    for (let times = 0; times < 15; times += 1) {
      const answer = await put(site);
      expect(answer).toMatchObject({ status: 424, body: { errors: [{ pointer: 'sign-in-refused' }] } });
      expect(JSON.stringify(answer.body)).toContain('store the right one there');
    }
    expect(failuresAt(site)).toBe(before + 1);
    expect(warnings(site, 'sign-in-refused')).toBeGreaterThan(0);
  });

  test('is left alone for the rest of the day but for the timer', async () => {
    const before = failuresAt(site);
    const looks = stage.logged('connection.reconciled');
    const called = () => stage.logs.filter(({ text }) => text.includes(`"looked":["${site.name}"]`)).length;
    for (let hour = 0; hour < 24; hour += 1) {
      const glances = stage.logged('health.glanced');
      await stage.moveBy(HOUR_MS);
      await waitFor('the glance', () => stage.logged('health.glanced') > glances || undefined);
      // Several looks that an hour each called for must not come at once.
      await waitFor('the look', () => called() <= stage.logged('connection.reconciled') - looks || undefined);
    }
    const failures = failuresAt(site) - before;
    process.stdout.write(`a day with a wrong administrator password: ${failures} refused sign-ins\n`);
    expect(failures).toBe(1);
    expect(await stage.api.show(site.name)).toMatchObject({
      state: 'blocked',
      health: 'warn',
      problems: [{ code: 'sign-in-refused', detail: expect.stringContaining('Key Vault') }],
    });
    expect(await stage.signsIn(site)).toBe(true);
  });

  test('works again at once with the right password', async () => {
    await put(site);
    await stage.sandbox.operator.putSecret(`espocrm-${site.name}-admin`, `${ESPOCRM_ADMIN.userName}:another`);
    expect(await put(site)).toMatchObject({ status: 200, body: { state: 'settled', problems: [] } });
  });
});

describe('a connection', () => {
  test.each<[string, string, RegExp, number, (site: Site) => () => unknown]>([
    [
      'two-factor on the automation account',
      'second-step-required',
      /account of its own without it/,
      424,
      ({ controls }) => {
        controls.requireTwoFactor(ESPOCRM_ADMIN.userName);
        return () => controls.edit({ auth2FA: false });
      },
    ],
    [
      'a list of allowed addresses without the app',
      'address-refused',
      /allowed addresses.*add it/,
      202,
      ({ controls }) => {
        controls.allowOnlyAddresses(['192.0.2.1']);
        return () => controls.allowOnlyAddresses(undefined);
      },
    ],
    [
      'a ban of its address',
      'address-refused',
      /passes in a minute/,
      202,
      ({ controls }) => {
        controls.ban('127.0.0.1');
        return () => controls.unban();
      },
    ],
    [
      'maintenance mode',
      'maintenance-mode',
      /nothing to do/,
      202,
      (site) =>
        stage.sandbox.world.faults.add({
          service: 'espocrm',
          fault: wireFault('espocrm', '503'),
          matches: ({ url }) => url.host === new URL(site.url).host,
        }),
    ],
  ])('with %s is told apart as %s, and comes about once that is over', async (what, code, advice, status, happen) => {
    const site = await stage.addSite(`out-${what.length}`);
    const end = happen(site);
    const answer = await put(site);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toMatch(advice);
    expect(await stage.api.show(site.name)).toMatchObject({ health: 'fail', problems: [{ code }] });
    expect(warnings(site, code)).toBeGreaterThan(0);
    for (let times = 0; times < 3; times += 1) await put(site);
    expect(stage.ownCredentials(site.name).length).toBeLessThan(2);
    await end();
    expect(await stage.api.provision(site.name, { espocrmUrl: site.url })).toMatchObject({ state: 'settled' });
    await stage.replicated();
    expect(await stage.signsIn(site)).toBe(true);
  });
});
