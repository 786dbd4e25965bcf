/** One life of a connection while Entra's servers learn of every change late, and not in step with each other. */
import { waitFor } from '../../../sandbox/story/waitFor';
import { startTestStage, type TestStage } from '../../support/startTestStage';

const DAY_MS = 86_400_000;
// No lag at all is what every other test has.
const lags = [30, 300];
const seeds = [1, 2, 3];
const cases = lags.flatMap((lagS) => seeds.map((seed) => ({ lagS, seed })));

describe.each(cases)('with changes seen up to $lagS s late (seed $seed)', ({ lagS, seed }) => {
  let stage: TestStage;
  beforeAll(async () => {
    // Which half of the directory lags varies too: whole registrations, or only their secrets.
    const covers = seed === 2 ? ('credentials' as const) : ('objects' as const);
    const replication = { lagMs: lagS * 1_000, monotonic: false, covers };
    // Short, because the lag passes on the sandbox's clock: what is not there yet is left to the queue.
    stage = await startTestStage({ events: 'EventGridSchema', seed, replication, settings: { SETTLE_WITHIN: 'PT1S' } });
  });
  afterAll(() => stage.close());

  test('a connection is provisioned, renewed without an outage, and left with one secret', async () => {
    const site = await stage.addSite('acme');
    await stage.api.provision('acme', { espocrmUrl: site.url });
    await stage.untilSettled('acme');
    await stage.moveBy(lagS * 1_000);
    expect(stage.holdsGoodSecret(site)).toBe(true);
    expect(await stage.signsIn(site)).toBe(true);

    const noOutage = () => expect(stage.holdsGoodSecret(site)).toBe(true);
    const { clientSecret } = await stage.api.show('acme');
    const [first = ''] = stage.ownCredentials('acme');
    await stage.moveTo(new Date((clientSecret?.expiresAt.getTime() ?? 0) - 30 * DAY_MS));
    await waitFor('the new secret', () => stage.ownCredentials('acme').length > 1 || undefined);
    for (let minutes = 0; minutes < 20; minutes += 4) {
      noOutage();
      await stage.moveBy(4 * 60_000);
    }
    await stage.untilSettled('acme');
    noOutage();
    expect(await stage.signsIn(site)).toBe(true);

    for (let days = 0; days < 18; days += 3) {
      await stage.moveBy(3 * DAY_MS);
      noOutage();
    }
    await stage.untilSettled('acme');
    expect(stage.ownCredentials('acme')).toHaveLength(1);
    expect(stage.ownCredentials('acme')).not.toContain(first);
    expect(await stage.signsIn(site)).toBe(true);
    const registrations = stage.sandbox.entra.registrations();
    expect(registrations.filter(({ deleted }) => !deleted)).toHaveLength(1);
  });
});
