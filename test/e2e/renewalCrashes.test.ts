/** The process dies after every single outside call of a renewal, and the next look settles it. */
import { waitFor } from '../../sandbox/story/waitFor';
import { createAfterCrash } from '../support/afterCrash';
import { createCrashes } from '../support/crashPoints';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;
/** More connections than a renewal has outside calls. */
const ENOUGH = 60;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ background: false });
});
afterAll(() => stage.close());

test('a renewal, cut off after any outside call, goes on at the next look without an outage', async () => {
  const names = Array.from({ length: ENOUGH }, (_, index) => `r${index}`);
  const sites: Site[] = await Promise.all(names.map((name) => stage.aSettledSite(name)));
  const { clientSecret } = await stage.api.show('r0');
  await stage.sandbox.world.clock.moveTo(new Date((clientSecret?.expiresAt.getTime() ?? 0) - 30 * DAY_MS));
  const crashes = createCrashes(stage);
  const expectThat = createAfterCrash(stage);
  const points: string[] = [];
  for (const [index, site] of sites.entries()) {
    const work = JSON.stringify({ connection: site.name, attempt: 0 });
    const point = await crashes.after(index, async (api, logged) => {
      await api.run('reconcile', work);
      await waitFor('the new secret', () => logged('connection.reconciled') === 1 || undefined);
      await stage.sandbox.world.clock.moveBy(QUARTER_HOUR_MS);
      await api.run('reconcile', work);
      await waitFor('its delivery', () => logged('connection.reconciled') === 2 || undefined);
    });
    if (!point) break;
    const when = `after call ${index}, ${point.call}`;
    expectThat.noOutage(site, when);
    await expectThat.settles(site, when);
    points.push(point.call);
  }
  await crashes.close();
  await expectThat.oneCredentialEach(sites.slice(0, points.length));
  process.stdout.write(`renewal: the process died at ${points.length} points: ${points.join(', ')}\n`);
  expect(points.length).toBeGreaterThan(20);
  expect(points.length).toBeLessThan(ENOUGH);
}, 300_000);
