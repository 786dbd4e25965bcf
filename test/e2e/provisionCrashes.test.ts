/** The process dies after every single outside call of provisioning, and the next look settles it. */
import { createAfterCrash } from '../support/afterCrash';
import { createCrashes } from '../support/crashPoints';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ background: false });
});
afterAll(() => stage.close());

test('provisioning, cut off after any outside call, is brought about by the next request', async () => {
  const crashes = createCrashes(stage);
  const expectThat = createAfterCrash(stage);
  const sites: Site[] = [];
  const points: string[] = [];
  for (let index = 0; ; index += 1) {
    const site = await stage.addSite(`p${index}`);
    const point = await crashes.after(index, (api) => api.provision(site.name, { espocrmUrl: site.url }));
    if (!point) break;
    const when = `after call ${index}, ${point.call}`;
    expectThat.noOutage(site, when);
    await expectThat.settles(site, when);
    sites.push(site);
    points.push(point.call);
  }
  await crashes.close();
  await expectThat.oneCredentialEach(sites);
  process.stdout.write(`provisioning: the process died at ${points.length} points: ${points.join(', ')}\n`);
  expect(points.length).toBeGreaterThan(25);
}, 300_000);
