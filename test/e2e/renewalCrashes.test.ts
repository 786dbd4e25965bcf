/** The process dies after every single outside call of a renewal, and the next look settles it. */
import { waitFor } from '../../sandbox/story/waitFor';
import { createAfterCrash } from '../support/afterCrash';
import { type Act, type CrashPoint, createCrashes } from '../support/crashPoints';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;
const LEASE_MS = 61_000;
/** More connections than either half of a renewal has outside calls, and than it has calls about no connection. */
const ENOUGH = 36;
const ENOUGH_SHARED = 5;
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

/** Moves the clock to when the last of the connections' secrets is near expiry. */
async function moveToNearExpiry(sites: readonly Site[]) {
  const shown = await Promise.all(sites.map(({ name }) => stage.api.show(name)));
  const last = Math.max(...shown.map(({ clientSecret }) => clientSecret?.expiresAt.getTime() ?? 0));
  await stage.sandbox.world.clock.moveTo(new Date(last - 30 * DAY_MS));
}

async function issueSuccessors(sites: readonly Site[]) {
  // A process that was killed right after its last word may still have the lease of what it had finished.
  await stage.sandbox.world.clock.moveBy(LEASE_MS);
  const before = stage.logged('connection.reconciled');
  await Promise.all(sites.map(({ name }) => stage.api.run('reconcile', work(name))));
  await waitFor(
    'the new secrets',
    () => stage.logged('connection.reconciled') >= before + sites.length || undefined,
    90_000,
  );
  await stage.sandbox.world.clock.moveBy(QUARTER_HOUR_MS);
}

test('a renewal, cut off after any outside call, goes on at the next look without an outage', async () => {
  const [own, shared] = await Promise.all([settledSites('own', ENOUGH), settledSites('shared', ENOUGH_SHARED)]);
  const all = [...own, ...shared];
  const expectThat = createAfterCrash(stage);
  const siteOf = (sites: readonly Site[]) => async (index: number) => {
    const site = sites[index];
    if (!site) throw new Error(`A renewal has more outside calls than ${sites.length}.`);
    return site;
  };
  // The second half is the delivery of a secret that was issued in time; it is cut off two years after the first.
  for (const half of ['the new secret', 'its delivery']) {
    await moveToNearExpiry(all);
    if (half === 'its delivery') await issueSuccessors(all);
    const crashes = createCrashes(stage);
    const points: CrashPoint[] = [];
    for (const each of [crashes.afterEachCall(siteOf(own), look), crashes.afterEachSharedCall(siteOf(shared), look)])
      for await (const batch of each) {
        await expectThat.settles(batch);
        points.push(...batch);
      }
    await crashes.close();
    // Those whose turn did not come are renewed like the others.
    await issueSuccessors(all);
    await expectThat.oneCredentialEach(all);
    const calls = points.map(({ call }) => call).join(', ');
    process.stdout.write(`renewal, ${half}: the process died at ${points.length} points: ${calls}\n`);
    expect(points.length).toBeGreaterThan(15);
  }
}, 300_000);
