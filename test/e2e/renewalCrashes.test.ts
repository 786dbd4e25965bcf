/** The process dies after every single outside call of a renewal, and the next look settles it. */
import { waitFor } from '../../sandbox/story/waitFor';
import { createAfterCrash } from '../support/afterCrash';
import { type Act, type CrashPoint, createCrashes } from '../support/crashPoints';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;
/** More connections than either half of a renewal has outside calls. */
const ENOUGH = 36;
const ENOUGH_SHARED = 8;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ background: false });
});
afterAll(() => stage.close());

const settledSites = (prefix: string, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => stage.aSettledSite(`${prefix}-${index}-x`)));

const work = (name: string) => JSON.stringify({ connection: name, attempt: 0 });

const look: Act = async (api, { name }, logs) => {
  await api.run('reconcile', work(name));
  const isDone = () => logs.some(({ text }) => text.includes('"connection.reconciled"') && text.includes(`"${name}"`));
  await waitFor(`the look at ${name}`, () => isDone() || undefined);
};

/** Moves the clock to when the connections' secrets are near expiry. */
async function moveToNearExpiry({ name }: Site) {
  const { clientSecret } = await stage.api.show(name);
  await stage.sandbox.world.clock.moveTo(new Date((clientSecret?.expiresAt.getTime() ?? 0) - 30 * DAY_MS));
}

async function issueSuccessors(sites: readonly Site[]) {
  const before = stage.logged('connection.reconciled');
  await Promise.all(sites.map(({ name }) => stage.api.run('reconcile', work(name))));
  await waitFor('the new secrets', () => stage.logged('connection.reconciled') >= before + sites.length || undefined);
  await stage.sandbox.world.clock.moveBy(QUARTER_HOUR_MS);
}

test.each([
  { half: 'the new secret', prepare: async () => undefined },
  { half: 'its delivery', prepare: issueSuccessors },
])(
  'a renewal, cut off after any outside call for $half, goes on at the next look without an outage',
  async ({ half, prepare }) => {
    const prefix = half.replace(' ', '-').replace(' ', '-');
    const [own, shared] = await Promise.all([
      settledSites(`${prefix}-own`, ENOUGH),
      settledSites(`${prefix}-shared`, ENOUGH_SHARED),
    ]);
    const [first] = own;
    if (first) await moveToNearExpiry(first);
    await prepare([...own, ...shared]);
    const crashes = createCrashes(stage);
    const expectThat = createAfterCrash(stage);
    const siteOf = (sites: readonly Site[]) => async (index: number) => {
      const site = sites[index];
      if (!site) throw new Error(`A renewal has more outside calls than ${sites.length}.`);
      return site;
    };
    const points: CrashPoint[] = [];
    for (const each of [crashes.afterEachCall(siteOf(own), look), crashes.afterEachSharedCall(siteOf(shared), look)])
      for await (const batch of each) {
        await expectThat.settles(batch);
        points.push(...batch);
      }
    await crashes.close();
    await expectThat.oneCredentialEach(points.map(({ site }) => site));
    const calls = points.map(({ call }) => call).join(', ');
    process.stdout.write(`renewal, ${half}: the process died at ${points.length} points: ${calls}\n`);
    expect(points.length).toBeGreaterThan(15);
  },
  300_000,
);
