import { BlobServiceClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { Exchange } from '../../sandbox/kit/exchanges';
import { createWorld } from '../../sandbox/kit/world';
import { type RunningStorage, startStorage } from '../../sandbox/storage/startStorage';
import { storageCode } from '../../src/adapters/storage/storageFailure';

const world = createWorld(1);
const minute = 60_000;
// The SDKs retry what fails; these tests want to see the first answer.
const once = { retryOptions: { maxTries: 1 } };

let storage: RunningStorage;
let blobs: BlobServiceClient;
let queues: QueueServiceClient;
let names = 0;

beforeAll(async () => {
  storage = await startStorage(world);
  blobs = BlobServiceClient.fromConnectionString(storage.connectionString, once);
  queues = QueueServiceClient.fromConnectionString(storage.connectionString, once);
});
afterAll(() => storage?.close());
afterEach(() => world.faults.clear());

async function aContainer() {
  names += 1;
  const container = blobs.getContainerClient(`container-${names}`);
  await container.create();
  return container;
}

async function aBlob(text = 'as it was') {
  const blob = (await aContainer()).getBlockBlobClient('document.json');
  await blob.upload(text, Buffer.byteLength(text));
  return blob;
}

async function aQueue(): Promise<QueueClient> {
  names += 1;
  const queue = queues.getQueueClient(`queue-${names}`);
  await queue.create();
  return queue;
}

/** The operations that pass while something is done, answered with `verdict`. */
async function operationsDuring(act: () => Promise<unknown>, verdict?: (exchange: Exchange) => 'drop' | undefined) {
  const seen: string[] = [];
  const stop = world.exchanges.listen((exchange) => {
    seen.push(`${exchange.service} ${exchange.operation} ${exchange.response.status}`);
    return verdict?.(exchange);
  });
  await act().finally(stop);
  return seen;
}

const codeOf = (attempt: Promise<unknown>) => attempt.then(() => 'no error', storageCode);

test('bytes come back as they were stored', async () => {
  const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
  const blob = (await aContainer()).getBlockBlobClient('any bytes/ä ö%20ü.bin');
  await blob.upload(bytes, bytes.length, { metadata: { outcome: 'settled' } });
  expect(await blob.downloadToBuffer()).toEqual(bytes);
});

test('an older ETag does not write', async () => {
  const blob = await aBlob();
  const { etag } = await blob.getProperties();
  await blob.upload('first', 5, { conditions: { ifMatch: etag ?? '' } });
  expect(await codeOf(blob.upload('second', 6, { conditions: { ifMatch: etag ?? '' } }))).toBe('ConditionNotMet');
});

test('a lease keeps others out and expires when the clock moves', async () => {
  const blob = await aBlob();
  await blob.getBlobLeaseClient().acquireLease(30);
  const other = blob.getBlobLeaseClient();
  expect(await codeOf(other.acquireLease(30))).toBe('LeaseAlreadyPresent');
  expect(await codeOf(blob.upload('late', 4))).toBe('LeaseIdMissing');
  await world.clock.moveBy(31_000);
  expect(await codeOf(other.acquireLease(30))).toBe('no error');
});

test('a message that is being worked on appears again when the clock moves', async () => {
  const queue = await aQueue();
  await queue.sendMessage('work');
  const [taken] = (await queue.receiveMessages({ visibilityTimeout: 600 })).receivedMessageItems;
  expect((await queue.receiveMessages()).receivedMessageItems).toEqual([]);
  await world.clock.moveBy(11 * minute);
  const [again] = (await queue.receiveMessages()).receivedMessageItems;
  expect(again).toMatchObject({ messageId: taken?.messageId, messageText: 'work', dequeueCount: 2 });
  expect(await codeOf(queue.deleteMessage(taken?.messageId ?? '', taken?.popReceipt ?? ''))).not.toBe('no error');
});

test('a message sent for later appears when the clock moves', async () => {
  const queue = await aQueue();
  await queue.sendMessage('later', { visibilityTimeout: 3_600 });
  expect((await queue.receiveMessages()).receivedMessageItems).toEqual([]);
  await world.clock.moveBy(61 * minute);
  expect((await queue.receiveMessages()).receivedMessageItems).toHaveLength(1);
});

test('times in answers are those of the sandbox', async () => {
  const blob = await aBlob();
  const { lastModified } = await blob.getProperties();
  expect(Math.abs((lastModified?.getTime() ?? 0) - world.clock.now().getTime())).toBeLessThan(5_000);
});

test('every exchange of a blob is announced by its name', async () => {
  const blob = await aBlob();
  const lease = blob.getBlobLeaseClient();
  const container = blobs.getContainerClient(blob.containerName);
  const seen = await operationsDuring(async () => {
    await lease.acquireLease(15);
    await lease.renewLease();
    const conditions = { leaseId: lease.leaseId };
    await blob.setMetadata({ outcome: 'settled' }, { conditions });
    await blob.upload('new', 3, { conditions });
    await lease.releaseLease();
    await blob.downloadToBuffer();
    for await (const _ of container.listBlobsFlat()) break;
    await blob.delete();
    await blob.exists();
  });
  expect(seen).toEqual([
    'blob acquireLease 201',
    'blob renewLease 200',
    'blob setBlobMetadata 200',
    'blob putBlob 201',
    'blob releaseLease 200',
    'blob getBlobProperties 200',
    'blob getBlob 206',
    'blob listBlobs 200',
    'blob deleteBlob 202',
    'blob getBlobProperties 404',
  ]);
});

test('every exchange of a queue is announced by its name', async () => {
  const queue = await aQueue();
  const seen = await operationsDuring(async () => {
    await queue.getProperties();
    await queue.sendMessage('one');
    await queue.peekMessages();
    const [message] = (await queue.receiveMessages()).receivedMessageItems;
    const { messageId = '', popReceipt = '' } = message ?? {};
    const updated = await queue.updateMessage(messageId, popReceipt, 'two', 60);
    await queue.deleteMessage(messageId, updated.popReceipt ?? '');
    await queue.clearMessages();
    await queue.delete();
  });
  expect(seen.map((line) => line.split(' ')[1])).toEqual([
    'getQueueMetadata',
    'putMessage',
    'peekMessages',
    'getMessages',
    'updateMessage',
    'deleteMessage',
    'clearMessages',
    'deleteQueue',
  ]);
});

test('a dropped answer leaves the write in place', async () => {
  const blob = await aBlob();
  const write = () => codeOf(blob.upload('written', 7));
  const seen = await operationsDuring(write, () => 'drop');
  expect(seen).toEqual(['blob putBlob 201']);
  expect((await blob.downloadToBuffer()).toString()).toBe('written');
});

test('a reset before the write leaves it undone', async () => {
  const blob = await aBlob();
  world.faults.add({ service: 'blob', operation: 'putBlob', fault: { kind: 'resetBefore' }, times: 1 });
  expect(await codeOf(blob.upload('lost', 4))).not.toBe('no error');
  expect((await blob.downloadToBuffer()).toString()).toBe('as it was');
});

test('an answer can be replaced, with and without the effect', async () => {
  const queue = await aQueue();
  const busy = { status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } };
  for (const committed of [true, false]) {
    const fault = { kind: 'answer', response: busy, committed } as const;
    world.faults.add({ service: 'queue', operation: 'putMessage', fault, times: 1 });
    expect(await codeOf(queue.sendMessage(`committed: ${committed}`))).toBe('ServerBusy');
  }
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 8 });
  expect(receivedMessageItems.map(({ messageText }) => messageText)).toEqual(['committed: true']);
});

test('a truncated answer is an error, a slow one is not', async () => {
  const blob = await aBlob();
  const add = (fault: { kind: 'truncate' } | { kind: 'slow'; delayMs: number }) =>
    world.faults.add({ service: 'blob', operation: 'getBlob', fault, times: 1 });
  add({ kind: 'slow', delayMs: 50 });
  const started = performance.now();
  expect((await blob.downloadToBuffer()).toString()).toBe('as it was');
  expect(performance.now() - started).toBeGreaterThan(45);
  add({ kind: 'truncate' });
  await expect(fetch(await signed(blob)).then((response) => response.text())).rejects.toThrow();
});

/** An address that works without the SDK, whose download would quietly fetch the missing rest. */
const signed = (blob: Awaited<ReturnType<typeof aBlob>>) =>
  blob.generateSasUrl({
    permissions: { toString: () => 'r' } as never,
    expiresOn: new Date(world.clock.now().getTime() + minute),
  });

test('a port that is taken is a clear error and leaves nothing running', async () => {
  const port = Number(new URL(storage.queueUrl).port);
  await expect(startStorage(createWorld(2), { queuePort: port })).rejects.toThrow(
    `Port ${port} for the queue storage is already taken.`,
  );
});
