/** Two instances of the app on the same storage, both of which hear of every event, run the timer and take from the queue. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostLog } from '../../../sandbox/host/hostMessages';
import type { RunningHost } from '../../../sandbox/host/startHost';
import { startApp, subscribeApp } from '../../../sandbox/stage/startApp';
import { countEvents } from '../../../sandbox/story/countEvents';
import { waitFor } from '../../../sandbox/story/waitFor';
import { type Site, startTestStage, type TestStage } from '../../support/startTestStage';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NAMES = ['one', 'two', 'three'];
const SHORT = { secret: { validity: 'P3M' } };

let stage: TestStage;
let second: RunningHost;
const events = countEvents();
let running = 0;
beforeAll(async () => {
  stage = await startTestStage({ events: 'EventGridSchema' });
  const onLog = (log: HostLog) => {
    if (log.category === 'host' && log.text.startsWith("Executing '")) running += 1;
    if (log.category === 'host' && log.text.startsWith("Executed '")) running -= 1;
    events.onLog(log);
  };
  second = await startApp(stage.sandbox, { onLog });
  await subscribeApp(stage.sandbox, second.url);
});
afterAll(async () => {
  await second.close();
  await stage.close();
});

/** Neither is at work while the clock moves: its leases would end in the middle of it. */
async function moveBy(ms: number): Promise<void> {
  await waitFor('the second instance being idle', () => running === 0 || undefined);
  await stage.moveBy(ms);
  await sleep(100);
  await waitFor('the second instance being idle', () => running === 0 || undefined);
}

async function untilSettled(): Promise<void> {
  for (const name of NAMES)
    await waitFor(`settling ${name}`, async () => {
      if ((await stage.api.show(name)).state === 'settled') return true;
      await moveBy(60_000);
      return undefined;
    });
}

test('renew each connection once, at every renewal, and nobody notices', async () => {
  const issued = new Map<string, number>();
  const { sandbox, logged } = stage;
  sandbox.world.exchanges.listen(({ operation, request, response }) => {
    const registration = sandbox.entra.registrations().find(({ id }) => request.path.includes(id));
    const name = registration?.uniqueName?.split('-').at(-1) ?? '';
    if (operation === 'addPassword' && response.status === 200) issued.set(name, (issued.get(name) ?? 0) + 1);
    return undefined;
  });
  const sites: Site[] = [];
  for (const name of NAMES) sites.push(await stage.aSettledSite(name, SHORT));
  expect([...issued]).toEqual(NAMES.map((name) => [name, 1]));

  const RENEWALS = 2;
  for (let renewal = 1; renewal <= RENEWALS; renewal += 1) {
    const { clientSecret } = await stage.api.show('one');
    const dueAt = (clientSecret?.expiresAt.getTime() ?? 0) - 30 * DAY_MS;
    await moveBy(dueAt - 2 * HOUR_MS - sandbox.world.clock.now().getTime());
    await untilSettled();
    await moveBy(3 * HOUR_MS);
    await waitFor('the renewal', () => NAMES.every((name) => issued.get(name) === renewal + 1) || undefined);
    for (const site of sites) expect(stage.holdsGoodSecret(site)).toBe(true);
    await moveBy(16 * 60_000);
    await untilSettled();
    await moveBy(8 * DAY_MS);
    await waitFor('the retirements', async () => {
      if (NAMES.every((name) => stage.ownCredentials(name).length === 1)) return true;
      await moveBy(HOUR_MS);
      return undefined;
    });
    await untilSettled();
    for (const site of sites) expect(await stage.signsIn(site)).toBe(true);
    for (const name of NAMES) expect(stage.ownCredentials(name)).toHaveLength(1);
  }
  const total = RENEWALS * NAMES.length;
  expect([logged('vaultEvent.nearExpiry'), events.count('vaultEvent.nearExpiry')]).toEqual([total, total]);
  expect([...issued]).toEqual(NAMES.map((name) => [name, RENEWALS + 1]));
  const shares = [logged('credential.issued') - NAMES.length, events.count('credential.issued')];
  process.stdout.write(`two instances: ${total} renewals, of which each did ${shares.join(' and ')}\n`);
}, 300_000);
