/** What the simulated Event Grid does when an endpoint does not take an event. */
import { createEventGrid, type EventGrid } from '../../sandbox/eventGrid/createEventGrid';
import type { SubscriptionOptions } from '../../sandbox/eventGrid/subscription';
import { createWorld, type World } from '../../sandbox/kit/world';
import { anEvent, type Endpoint, startEndpoint } from './eventGridSetup';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let world: World;
let grid: EventGrid;
let endpoint: Endpoint;
beforeEach(async () => {
  world = createWorld(5);
  grid = createEventGrid(world, { answerWithinMs: 300 });
  endpoint = await startEndpoint();
});
afterEach(async () => {
  grid.close();
  await endpoint.close();
});

const subscribe = (options: Partial<SubscriptionOptions> = {}) =>
  grid.subscribe({ name: 'sub', endpoint: endpoint.url, deadLetter: true, ...options });

async function publishTo(answer: Endpoint['answer']) {
  endpoint.answer = answer;
  grid.publish(anEvent('s'));
  await grid.settled();
}

async function pass(ms: number) {
  await world.clock.moveBy(ms);
  await grid.settled();
}

/** Until the next attempt, rounded to the second. */
const waitsFor = () => {
  const [waiting] = grid.controls.waiting();
  const ms = (waiting?.nextAttemptAt.getTime() ?? Number.NaN) - world.clock.now().getTime();
  return Math.round(ms / SECOND) * SECOND;
};

test.each([200, 201, 202, 203, 204])('%s takes the event', async (answer) => {
  await subscribe();
  await publishTo(answer);
  expect(grid.controls.waiting()).toEqual([]);
});

test('an event is tried again and again, ever more rarely, until it is taken', async () => {
  await subscribe();
  await publishTo(500);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    waits.push(waitsFor());
    await pass(waitsFor() + 100);
  }
  expect(waits).toEqual([
    10 * SECOND,
    30 * SECOND,
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
  ]);
  endpoint.answer = 200;
  await pass(12 * HOUR + SECOND);
  expect(grid.controls.waiting()).toEqual([]);
  expect(grid.controls.deadLetters()).toEqual([]);
  expect(endpoint.received.map(({ headers }) => headers['aeg-delivery-count'])).toEqual(
    [...'0123456789', '10'].slice(0, 11),
  );
});

test('not a second before its time', async () => {
  await subscribe();
  await publishTo(500);
  await pass(9 * SECOND);
  expect(endpoint.received).toHaveLength(1);
  await pass(SECOND);
  expect(endpoint.received).toHaveLength(2);
});

test.each([
  [401, 5 * MINUTE],
  [404, 5 * MINUTE],
  [408, 2 * MINUTE],
  [503, 30 * SECOND],
  [429, 10 * SECOND],
  [302, 10 * SECOND],
])('after a %s the first wait is %s ms', async (answer, wait) => {
  await subscribe();
  await publishTo(answer);
  expect(waitsFor()).toBe(wait);
});

test.each([
  [400, 'BadRequest'],
  [403, 'Forbidden'],
  [413, 'RequestEntityTooLarge'],
])('a %s is never tried again', async (answer, outcome) => {
  await subscribe();
  await publishTo(answer);
  expect(grid.controls.waiting()).toEqual([]);
  expect(grid.controls.deadLetters()).toEqual([
    {
      subscription: 'sub',
      event: anEvent('s'),
      deadLetterReason: `UndeliverableDueToHttp${outcome}`,
      deliveryAttempts: 1,
      lastDeliveryOutcome: outcome,
    },
  ]);
});

test('a plain webhook that answers 401 is given up', async () => {
  await subscribe({ endpointType: 'WebHook' });
  await publishTo(401);
  expect(grid.controls.deadLetters()).toMatchObject([{ lastDeliveryOutcome: 'Unauthorized' }]);
});

test('an endpoint that says nothing in time is tried again', async () => {
  await subscribe();
  await publishTo('nothing');
  expect(waitsFor()).toBe(10 * SECOND);
  endpoint.answer = 200;
  await pass(11 * SECOND);
  expect(endpoint.subjects()).toEqual(['s', 's']);
});

test('an endpoint that is gone is tried until the attempts are used up', async () => {
  await subscribe({ maxDeliveryAttempts: 2 });
  await endpoint.close();
  await publishTo(200);
  await pass(11 * SECOND);
  expect(grid.controls.deadLetters()).toMatchObject([
    { deadLetterReason: 'MaxDeliveryAttemptsExceeded', deliveryAttempts: 2, lastDeliveryOutcome: 'GenericError' },
  ]);
});

test('an event that has grown too old is given up when its next attempt is due', async () => {
  await subscribe({ eventTimeToLiveInMinutes: 1 });
  await publishTo(503);
  await pass(31 * SECOND);
  expect(endpoint.received).toHaveLength(2);
  await pass(29 * SECOND);
  expect(grid.controls.waiting()).toHaveLength(1);
  await pass(SECOND);
  expect(endpoint.received).toHaveLength(2);
  expect(grid.controls.deadLetters()).toMatchObject([
    { deadLetterReason: 'MaxRetryDurationExceeded', deliveryAttempts: 2, lastDeliveryOutcome: 'Busy' },
  ]);
});

test('without a place for dead letters the event is dropped', async () => {
  await subscribe({ deadLetter: false });
  await publishTo(400);
  expect(grid.controls.waiting()).toEqual([]);
  expect(grid.controls.deadLetters()).toEqual([]);
});

test.each([{ maxDeliveryAttempts: 0 }, { maxDeliveryAttempts: 31 }, { eventTimeToLiveInMinutes: 1441 }])(
  '%j is not a policy',
  async (options) => {
    await expect(subscribe(options)).rejects.toThrow(RangeError);
    expect(endpoint.handshakes).toEqual([]);
  },
);

test('a closed grid tries no more', async () => {
  await subscribe();
  await publishTo(500);
  grid.close();
  await pass(MINUTE);
  expect(endpoint.received).toHaveLength(1);
});
