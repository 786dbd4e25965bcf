/** The process dies after every single outside call of provisioning, and the next look settles it. */
import { createAfterCrash } from '../../support/afterCrash';
import { type Act, type CrashPoint, createCrashes } from '../../support/crashPoints';
import { startTestStage, type TestStage } from '../../support/startTestStage';

let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ background: false });
});
afterAll(() => stage.close());

test('provisioning, cut off after any outside call, is brought about by the next request', async () => {
  const expectThat = createAfterCrash(stage);
  const provision: Act = (api, { name, url }) => api.provision(name, { espocrmUrl: url });
  const crashes = createCrashes(stage);
  const points: CrashPoint[] = [];
  try {
    for await (const batch of crashes.afterEachCall((index) => stage.addSite(`cut-${index}-x`), provision)) {
      await expectThat.settles(batch);
      points.push(...batch);
    }
  } finally {
    await crashes.close();
  }
  await expectThat.oneCredentialEach(points.map(({ site }) => site));
  const calls = points.map(({ call }) => call).join(', ');
  process.stdout.write(`provisioning: the process died at ${points.length} points: ${calls}\n`);
  expect(points.length).toBeGreaterThan(40);
}, 300_000);
