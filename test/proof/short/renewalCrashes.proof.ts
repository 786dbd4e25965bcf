/** The process dies after every single outside call of a renewal, and the next look settles it. */
import { waitFor } from '../../../sandbox/story/waitFor';
import { createAfterCrash } from '../../support/afterCrash';
import { type Act, type CrashPoint, createCrashes } from '../../support/crashPoints';
import { type Site, startTestStage, type TestStage } from '../../support/startTestStage';

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;
const LEASE_MS = 61_000;
/** The second half is the delivery of a secret that was issued in time. Each has more connections than outside calls. */
const HALVES = [
  {
    half: 'secret',
    connections: 28,
    calls: ['blob acquireLease', 'graph addPassword', 'keyvault setSecret', 'queue putMessage'],
  },
  {
    half: 'delivery',
    connections: 36,
    calls: ['sts token', 'espocrm putSettings', 'keyvault updateSecret', 'blob putBlob'],
  },
] as const;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ background: false });
});
afterAll(() => stage.close());

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

test.each(HALVES)(
  'the $half of a renewal, cut off after any outside call, goes on at the next look without an outage',
  async ({ half, calls, connections }) => {
    const indexes = Array.from({ length: connections }, (_, index) => index);
    const all = await Promise.all(indexes.map((index) => stage.aSettledSite(`${half}-${index}-x`)));
    const siteAt = async (index: number) => {
      const site = all[index];
      if (!site) throw new Error(`There are more outside calls than the ${connections} connections.`);
      return site;
    };
    const expectThat = createAfterCrash(stage);
    await moveToNearExpiry(all);
    if (half === 'delivery') await issueSuccessors(all);
    const points: CrashPoint[] = [];
    const crashes = createCrashes(stage);
    try {
      for await (const batch of crashes.afterEachCall(siteAt, look)) {
        await expectThat.settles(batch);
        points.push(...batch);
      }
    } finally {
      await crashes.close();
    }
    await expectThat.oneCredentialEach(points.map(({ site }) => site));
    const died = points.map(({ call }) => call);
    process.stdout.write(`renewal, ${half}: the process died at ${points.length} points: ${died.join(', ')}\n`);
    expect(died).toEqual(expect.arrayContaining([...calls]));
    expect(points.length).toBeGreaterThan(15);
  },
  300_000,
);
