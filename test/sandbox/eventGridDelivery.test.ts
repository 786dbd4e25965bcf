/** How the simulated Event Grid makes sure of an endpoint, and what it then sends there. */
import { createEventGrid, type EventGrid } from '../../sandbox/eventGrid/createEventGrid';
import { createKeyVault } from '../../sandbox/keyVault/createKeyVault';
import { certificates } from '../../sandbox/kit/certificates';
import { createWorld, type World } from '../../sandbox/kit/world';
import { anEvent, type Endpoint, startEndpoint } from './eventGridSetup';

let world: World;
let grid: EventGrid;
let endpoint: Endpoint;
beforeEach(async () => {
  world = createWorld(5);
  grid = createEventGrid(world);
  endpoint = await startEndpoint();
});
afterEach(async () => {
  grid.close();
  await endpoint.close();
});

const publish = async (...subjects: string[]) => {
  for (const subject of subjects) grid.publish(anEvent(subject));
  await grid.settled();
};

describe('the handshake', () => {
  test('sends a code and takes it back', async () => {
    await grid.subscribe({ name: 'near-expiry', endpoint: endpoint.url });
    expect(endpoint.handshakes).toMatchObject([
      {
        method: 'POST',
        headers: { 'aeg-event-type': 'SubscriptionValidation', 'aeg-subscription-name': 'NEAR-EXPIRY' },
        body: [{ eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', data: {} }],
      },
    ]);
    await publish('s');
    expect(endpoint.subjects()).toEqual(['s']);
  });

  test.each(['yes', 'any origin'] as const)('in CloudEvents asks for leave (%s)', async (agree) => {
    endpoint.agree = agree;
    await grid.subscribe({ endpoint: endpoint.url, schema: 'CloudEventSchemaV1_0' });
    expect(endpoint.handshakes).toMatchObject([
      { method: 'OPTIONS', headers: { 'webhook-request-origin': 'eventgrid.azure.net' } },
    ]);
  });

  test.each([
    ['EventGridSchema', 'accepted'],
    ['EventGridSchema', 'wrong code'],
    ['CloudEventSchemaV1_0', 'other origin'],
    ['CloudEventSchemaV1_0', 'accepted'],
  ] as const)('in %s refuses an endpoint that answers "%s", without telling its key', async (schema, agree) => {
    endpoint.agree = agree;
    const subscribing = grid.subscribe({ endpoint: endpoint.url, schema });
    await expect(subscribing).rejects.toThrow('The attempt to validate the provided endpoint http://localhost');
    await expect(subscribing).rejects.not.toThrow('the-key');
    await publish('s');
    expect(endpoint.received).toEqual([]);
  });

  test('refuses an endpoint that is not there', async () => {
    await endpoint.close();
    await expect(grid.subscribe({ endpoint: endpoint.url })).rejects.toMatchObject({ name: 'EndpointNotValidated' });
  });
});

test('an event arrives alone in an array, with its headers', async () => {
  await grid.subscribe({ name: 'near-expiry', endpoint: endpoint.url });
  await publish('s');
  expect(endpoint.received).toMatchObject([
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'aeg-event-type': 'Notification',
        'aeg-subscription-name': 'NEAR-EXPIRY',
        'aeg-delivery-count': '0',
        'aeg-data-version': '1',
        'aeg-metadata-version': '1',
      },
      body: [anEvent('s')],
    },
  ]);
});

test('in CloudEvents an event arrives without an array', async () => {
  await grid.subscribe({ endpoint: endpoint.url, schema: 'CloudEventSchemaV1_0' });
  await publish('s');
  const { headers, body } = endpoint.received[0] ?? {};
  expect(headers).toMatchObject({
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'aeg-event-type': 'Notification',
    'aeg-metadata-version': '1.0',
  });
  expect(body).toMatchObject({ specversion: '1.0', subject: 's', data: { ObjectName: 's' } });
});

test('an endpoint may sit behind a private authority', async () => {
  const made = await certificates();
  const secure = await startEndpoint(made);
  await expect(grid.subscribe({ endpoint: secure.url })).rejects.toMatchObject({ name: 'EndpointNotValidated' });
  const trusting = createEventGrid(world, { ca: made.ca });
  await trusting.subscribe({ endpoint: secure.url });
  trusting.publish(anEvent('s'));
  await trusting.settled();
  expect(secure.subjects()).toEqual(['s']);
  trusting.close();
  await secure.close();
});

test('a subscription filters by type and by the beginning of the subject', async () => {
  await grid.subscribe({
    endpoint: endpoint.url,
    eventTypes: ['Microsoft.KeyVault.SecretNearExpiry'],
    subjectBeginsWith: 'espocrm-',
  });
  grid.publish(anEvent('espocrm-a'));
  grid.publish(anEvent('ESPOCRM-B'));
  grid.publish(anEvent('other'));
  grid.publish(anEvent('espocrm-a', 'Microsoft.KeyVault.SecretExpired'));
  await grid.settled();
  expect(endpoint.subjects().sort()).toEqual(['ESPOCRM-B', 'espocrm-a']);
});

test('every subscription gets its own copy', async () => {
  const other = await startEndpoint();
  await grid.subscribe({ endpoint: endpoint.url });
  await grid.subscribe({ endpoint: other.url });
  await publish('s');
  expect([endpoint.subjects(), other.subjects()]).toEqual([['s'], ['s']]);
  await other.close();
});

test('a vault’s versions that are older than the subscription are never heard of', async () => {
  const vault = createKeyVault(world, {
    name: 'v',
    url: () => 'https://v.vault.azure.net',
    authority: () => 'https://login/tenant',
    verify: async () => undefined,
    publish: grid.publish,
  });
  const expiresOn = new Date(world.clock.now().getTime() + 40 * 86_400_000);
  vault.controls.put('before', { value: 'x', expiresOn });
  await world.clock.moveBy(1000);
  await grid.subscribe({ endpoint: endpoint.url });
  vault.controls.put('after', { value: 'x', expiresOn });
  await world.clock.moveBy(11 * 86_400_000);
  await grid.settled();
  expect(endpoint.subjects()).toEqual(['after', 'after']);
  vault.controls.close();
});

describe('delivery can go wrong:', () => {
  beforeEach(() => grid.subscribe({ endpoint: endpoint.url, deadLetter: true }));

  test('an event arrives twice', async () => {
    grid.controls.misdeliver({ kind: 'duplicate' });
    await publish('a', 'b');
    expect(endpoint.subjects().sort()).toEqual(['a', 'a', 'b']);
  });

  test('an event never arrives', async () => {
    grid.controls.misdeliver({ kind: 'lose' }, 2);
    await publish('a', 'b', 'c');
    await world.clock.moveBy(2 * 86_400_000);
    await grid.settled();
    expect(endpoint.subjects()).toEqual(['c']);
    expect(grid.controls.deadLetters()).toEqual([]);
  });

  test('an event arrives late', async () => {
    grid.controls.misdeliver({ kind: 'delay', delayMs: 3_600_000 });
    await publish('a', 'b');
    expect(endpoint.subjects()).toEqual(['b']);
    expect(grid.controls.waiting()).toMatchObject([{ event: { subject: 'a' }, deliveryAttempts: 0 }]);
    await world.clock.moveBy(3_600_000);
    await grid.settled();
    expect(endpoint.subjects()).toEqual(['b', 'a']);
  });

  test('an event is overtaken by the next one', async () => {
    grid.controls.misdeliver({ kind: 'reorder' });
    await publish('a');
    expect(endpoint.subjects()).toEqual([]);
    await publish('b');
    expect(endpoint.subjects()).toEqual(['b', 'a']);
  });

  test('an event with nothing to overtake it arrives within a minute', async () => {
    grid.controls.misdeliver({ kind: 'reorder' });
    await publish('a');
    await world.clock.moveBy(60_000);
    await grid.settled();
    expect(endpoint.subjects()).toEqual(['a']);
  });

  test('until it is told to go right again', async () => {
    grid.controls.misdeliver({ kind: 'lose' }, 9);
    grid.controls.clear();
    await publish('a');
    expect(endpoint.subjects()).toEqual(['a']);
  });
});
