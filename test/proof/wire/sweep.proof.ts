/** Chaos on the wire: the calls of the timer and of the event, which are about many connections or none. */
import type { Service } from '../../../sandbox/kit/simulator';
import { waitFor } from '../../../sandbox/story/waitFor';
import { type Site, startTestStage, type TestStage } from '../../support/startTestStage';
import { FAULT_NAMES, wireFault } from '../../support/wire/wireFaults';

const DAY_MS = 86_400_000;
const FAULTS = FAULT_NAMES.filter((name) => name !== 'stale');
const NAMES = ['one', 'two', 'three'];

let stage: TestStage;
let sites: Site[];
let tried = 0;
beforeAll(async () => {
  stage = await startTestStage();
  sites = [];
  for (const name of NAMES) sites.push(await stage.aSettledSite(name));
}, 600_000);
afterAll(async () => {
  process.stdout.write(`chaos at timer and event: ${tried} combinations\n`);
  await stage.close();
});

async function sendEvent(): Promise<number> {
  const event = {
    specversion: '1.0',
    id: 'e0000000-0000-4000-8000-000000000001',
    source: '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/sandbox',
    subject: 'espocrm-one-client-secret',
    type: 'Microsoft.KeyVault.SecretNearExpiry',
    time: stage.sandbox.world.clock.now().toISOString(),
    data: {
      Id: `${stage.sandbox.urls.keyVault}/secrets/espocrm-one-client-secret/${'0'.repeat(32)}`,
      VaultName: 'sandbox',
      ObjectType: 'Secret',
      ObjectName: 'espocrm-one-client-secret',
      Version: '0'.repeat(32),
    },
  };
  const headers = { 'aeg-event-type': 'Notification', 'Content-Type': 'application/cloudevents+json; charset=utf-8' };
  const path = '/runtime/webhooks/eventgrid?functionName=vaultEvent';
  return (await stage.api.request('POST', path, JSON.stringify(event), headers)).status;
}

/** Every connection is looked at after that moment, and well. */
async function allLookedAt(since: Date, names: readonly string[]): Promise<void> {
  for (const name of names)
    await waitFor(
      `a look at ${name}`,
      async () => {
        const { checkedAt, state } = await stage.api.show(name);
        return (checkedAt && checkedAt >= since && state === 'settled') || undefined;
      },
      180_000,
    );
}

test.each(FAULTS.flatMap((fault) => [[fault, 'blob', 'listBlobs'] as const, [fault, 'queue', 'putMessage'] as const]))(
  '%s at the timer (%s %s) costs no more than that one round',
  async (fault, service: Service, operation) => {
    const { faults, clock } = stage.sandbox.world;
    faults.add({ service, operation, fault: wireFault(service, fault), times: 3 });
    await stage.api.run('healthCheck');
    // The next timer; what is at work is waited for.
    await stage.moveBy(DAY_MS);
    faults.clear();
    const since = clock.now();
    await stage.moveBy(DAY_MS);
    await allLookedAt(since, NAMES);
    for (const site of sites) expect(stage.holdsGoodSecret(site)).toBe(true);
    tried += 1;
  },
  600_000,
);

test.each(FAULTS)(
  '%s at the event is told to Event Grid, or the connection is looked at',
  async (fault) => {
    const { faults, clock } = stage.sandbox.world;
    faults.add({ service: 'queue', operation: 'putMessage', fault: wireFault('queue', fault), times: 1 });
    const since = clock.now();
    // As Event Grid does.
    for (let times = 0; (await sendEvent()) >= 300; times += 1) expect(times).toBeLessThan(2);
    faults.clear();
    await allLookedAt(since, ['one']);
    tried += 1;
  },
  600_000,
);
