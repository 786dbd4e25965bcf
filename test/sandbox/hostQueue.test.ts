import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { createWorld } from '../../sandbox/kit/world';
import { type RunningStorage, startStorage } from '../../sandbox/storage/startStorage';
import { waitFor } from '../../sandbox/story/waitFor';
import { type AppUnderTest, settings, startHostApp } from './hostSetup';

const world = createWorld(1);
let storage: RunningStorage;
let queues: QueueServiceClient;
let queue: QueueClient;
let app: AppUnderTest;

const start = () =>
  startHostApp({
    clock: world.clock,
    env: { ...settings, AzureWebJobsStorage: storage.connectionString },
    runTimers: false,
    pollQueues: true,
  });

beforeAll(async () => {
  storage = await startStorage(world);
  queues = QueueServiceClient.fromConnectionString(storage.connectionString);
  queue = queues.getQueueClient('work');
  app = await start();
});
afterAll(async () => {
  await app?.host.close();
  await storage?.close();
});
afterEach(() => world.faults.clear());

const base64 = (text: string) => Buffer.from(text).toString('base64');
const send = (message: object | string, options: { visibilityTimeout?: number } = {}) =>
  queue.sendMessage(base64(typeof message === 'string' ? message : JSON.stringify(message)), options);
/** How a message was given to the function, each time. */
const given = (messageId: string) => app.saidBy('work').filter(({ id }) => id === messageId);
const givenTimes = (messageId: string, times: number) =>
  waitFor(`Time ${times}`, () => (given(messageId).length >= times ? given(messageId) : undefined), 5_000);
const isEmpty = () =>
  waitFor(
    'The empty queue',
    async () => ((await queue.getProperties()).approximateMessagesCount === 0 ? true : undefined),
    5_000,
  );

test('a message is given to the function once and deleted', async () => {
  const { messageId } = await send({ connection: 'ä' });
  const [said] = await givenTimes(messageId, 1);
  expect(said).toMatchObject({ message: { connection: 'ä' }, dequeueCount: 1 });
  expect(Date.parse(String(said?.['insertionTime']))).toBeLessThanOrEqual(world.clock.now().getTime());
  await isEmpty();
  expect(given(messageId)).toHaveLength(1);
});

test('text that is no JSON arrives as text', async () => {
  const { messageId } = await send('just text');
  expect((await givenTimes(messageId, 1))[0]?.['message']).toBe('just text');
});

test('a delayed message comes as soon as the clock has moved', async () => {
  const { messageId } = await send({ later: true }, { visibilityTimeout: 3_600 });
  await world.clock.moveBy(3_599_000);
  expect(given(messageId)).toEqual([]);
  await world.clock.moveBy(1_000);
  await givenTimes(messageId, 1);
});

test('a message that fails comes again after its visibility timeout, and in the end goes to the poison queue', async () => {
  let released = false;
  // What is hidden after the clock has moved would stay hidden.
  const stop = world.exchanges.listen(({ operation }) => {
    released ||= operation === 'updateMessage';
    return undefined;
  });
  const { messageId } = await send({ fail: true });
  await waitFor('The release', () => released || undefined, 10_000);
  stop();
  await world.clock.moveBy(31_000);
  const said = await givenTimes(messageId, 2);
  expect(said.map(({ dequeueCount }) => dequeueCount)).toEqual([1, 2]);
  await isEmpty();
  const poison = await queues.getQueueClient('work-poison').receiveMessages();
  expect(poison.receivedMessageItems.map(({ messageText }) => messageText)).toEqual([base64('{"fail":true}')]);
});

test('a message stays hidden while its function runs, however far the clock moves', async () => {
  const { messageId } = await send({ waitMs: 700 });
  await givenTimes(messageId, 1);
  await world.clock.moveBy(3_600_000);
  await isEmpty();
  expect(given(messageId)).toHaveLength(1);
});

test('polling goes on after storage was away', async () => {
  world.faults.add({ service: 'queue', operation: 'getMessages', fault: { kind: 'resetBefore' }, times: 3 });
  const { messageId } = await send({ after: 'a fault' });
  await givenTimes(messageId, 1);
});

test('what runs when the host closes is finished, and what runs when it is killed comes again', async () => {
  const { messageId: finished } = await send({ waitMs: 300 });
  await givenTimes(finished, 1);
  await app.host.close();
  expect((await queue.getProperties()).approximateMessagesCount).toBe(0);

  app = await start();
  const { messageId: cut } = await send({ waitMs: 300 });
  await givenTimes(cut, 1);
  await app.host.kill();
  app = await start();
  await world.clock.moveBy(600_000);
  expect((await givenTimes(cut, 1))[0]?.['dequeueCount']).toBe(2);
  await isEmpty();
});
