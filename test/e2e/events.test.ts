/** Key Vault's events as Event Grid really delivers them: again, late, out of order, and about things that are not ours. */
import { waitFor } from '../../sandbox/story/waitFor';
import { startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
/** So that many renewals fit into few years. */
const SHORT = { secret: { validity: 'P3M' } };
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ events: 'EventGridSchema' });
});
afterAll(() => stage.close());

interface EventFacts {
  readonly type?: string;
  /** The address of the secret's version. */
  readonly id: string;
}

/** What Event Grid would send about that secret version. */
const gridEvent = ({ type = 'Microsoft.KeyVault.SecretNearExpiry', id }: EventFacts) => ({
  id: 'e0000000-0000-4000-8000-000000000001',
  topic: '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/sandbox',
  subject: id.split('/')[4] ?? '',
  eventType: type,
  eventTime: stage.sandbox.world.clock.now().toISOString(),
  data: { Id: id, VaultName: 'sandbox', ObjectType: 'Secret', ObjectName: id.split('/')[4], Version: id.split('/')[5] },
  dataVersion: '1',
  metadataVersion: '1',
});
const cloudEvent = (facts: EventFacts) => {
  const { id, topic, subject, eventType, eventTime, data } = gridEvent(facts);
  return { specversion: '1.0', id, source: topic, subject, type: eventType, time: eventTime, data };
};

async function deliver(schema: 'EventGridSchema' | 'CloudEventSchemaV1_0', facts: EventFacts): Promise<number> {
  const isGrid = schema === 'EventGridSchema';
  const answer = await stage.api.request(
    'POST',
    '/runtime/webhooks/eventgrid?functionName=vaultEvent',
    JSON.stringify(isGrid ? [gridEvent(facts)] : cloudEvent(facts)),
    {
      'aeg-event-type': 'Notification',
      'Content-Type': isGrid ? 'application/json' : 'application/cloudevents+json; charset=utf-8',
    },
  );
  return answer.status;
}

const addressOf = (secretName: string, version = '00000000000000000000000000000000') =>
  `${stage.sandbox.urls.keyVault}/secrets/${secretName}/${version}`;

/** The current version of the connection's client secret. */
const currentAddress = (name: string) => {
  const secretName = `espocrm-${name}-client-secret`;
  const secret = stage.sandbox.keyVault.list().find((each) => each.name === secretName);
  return addressOf(secretName, secret?.versions.at(-1)?.version);
};

/** Resolves once the queue is empty and no function runs. */
async function workDone(before: number): Promise<void> {
  await waitFor('the reconciliation', () => stage.logged('connection.reconciled') > before || undefined);
}

async function nearExpiry(name: string) {
  const { clientSecret } = await stage.api.show(name);
  const expiresAt = clientSecret?.expiresAt.getTime() ?? 0;
  return new Date(expiresAt - 30 * DAY_MS);
}

// First, because the clock moves most here and every connection is looked at whenever it does.
describe('delivery that goes wrong', () => {
  test.each([
    ['delivers every event twice', { kind: 'duplicate' } as const],
    ['delivers events out of order', { kind: 'reorder' } as const],
    ['delivers an hour late', { kind: 'delay', delayMs: 3_600_000 } as const],
    ['loses the event', { kind: 'lose' } as const],
  ])('and %s still renews once, without an outage', async (_what, fault) => {
    const name = `grid-${fault.kind}`;
    const site = await stage.aSettledSite(name, SHORT);
    const { sandbox } = stage;
    sandbox.eventGrid.controls.misdeliver(fault, 2);
    await stage.moveTo(await nearExpiry(name));
    // The timer finds what no event told.
    for (let day = 0; day < 3; day += 1) await stage.moveBy(DAY_MS);
    await waitFor('the renewal', () => stage.ownCredentials(name).length === 2 || undefined);
    await stage.untilSettled(name);
    sandbox.eventGrid.controls.clear();
    expect(await stage.signsIn(site)).toBe(true);
    expect(stage.holdsGoodSecret(site)).toBe(true);
  });
});

describe.each(['EventGridSchema', 'CloudEventSchemaV1_0'] as const)('an event as %s', (schema) => {
  const nameOf = (what: string) => `${what}-${schema === 'EventGridSchema' ? 'eg' : 'ce'}`;

  test('that comes again and again, or late, for a secret already renewed changes nothing', async () => {
    const name = nameOf('again');
    const site = await stage.aSettledSite(name, SHORT);
    const old = currentAddress(name);
    await stage.moveTo(await nearExpiry(name));
    await waitFor('the renewal', () => stage.ownCredentials(name).length === 2 || undefined);
    await stage.untilSettled(name);
    const after = stage.ownCredentials(name);
    for (let times = 0; times < 3; times += 1) {
      const before = stage.logged('connection.reconciled');
      expect(await deliver(schema, { id: old })).toBe(202);
      expect(await deliver(schema, { id: old, type: 'Microsoft.KeyVault.SecretExpired' })).toBe(202);
      // Two at a time: one may find the other at work, and then comes back later.
      await workDone(before);
    }
    expect(stage.ownCredentials(name)).toEqual(after);
    expect(await stage.signsIn(site)).toBe(true);
  });

  test('that comes long before the expiry renews nothing', async () => {
    const name = nameOf('kept');
    await stage.aSettledSite(name);
    const credentials = stage.ownCredentials(name);
    const before = stage.logged('connection.reconciled');
    expect(await deliver(schema, { id: currentAddress(name) })).toBe(202);
    await workDone(before);
    expect(stage.ownCredentials(name)).toEqual(credentials);
  });

  test.each([
    ['about a secret of another vault', 'https://other.vault.azure.net/secrets/espocrm-acme-client-secret/1'],
    ['about a secret that is not ours', 'another-secret'],
    ['about a connection that was never provisioned', 'espocrm-nobody-client-secret'],
    ['about an EspoCRM administrator sign-in', 'espocrm-acme-admin'],
  ])('%s is taken and does nothing', async (_what, secret) => {
    const registrations = stage.sandbox.entra.registrations();
    const id = secret.startsWith('https:') ? secret : addressOf(secret);
    expect(await deliver(schema, { id })).toBe(202);
    expect(stage.sandbox.entra.registrations()).toEqual(registrations);
  });

  test.each(['Microsoft.KeyVault.SecretNewVersionCreated', 'Microsoft.KeyVault.CertificateNearExpiry', 'x'])(
    'of the type %s is taken and does nothing',
    async (type) => {
      const name = nameOf('kept');
      const before = stage.logged('vaultEvent.ignored');
      expect(await deliver(schema, { id: currentAddress(name), type })).toBe(202);
      await waitFor('the log line', () => stage.logged('vaultEvent.ignored') > before || undefined);
    },
  );
});
