/** An EspoCRM that answers 200 and forgets: where Entra judges the secret first, nobody is kept out by it. */
import { startTestStage, type TestStage } from '../../support/startTestStage';

const DAY_MS = 86_400_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ background: false, checksFirst: 'secret' });
});
afterAll(() => stage.close());

test.each([1, 5, 20])('with %i %% of all writes lost nobody ever fails to sign in', async (percent) => {
  const site = await stage.aSettledSite(`loses-${percent}`);
  site.controls.loseWrites({ probability: percent / 100 });
  for (const days of [701, 0.1, 8, 8, 690, 0.1, 8, 8]) {
    await stage.moveBy(days * DAY_MS);
    await stage.reconcile(site.name);
    expect(stage.holdsGoodSecret(site)).toBe(true);
  }
  expect(stage.ownCredentials(site.name)).toHaveLength(1);
});
