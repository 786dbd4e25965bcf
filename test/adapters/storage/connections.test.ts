/** Connection documents on real storage: who takes one has it as it is, whatever the worker before has just written. */
import { createWorld } from '../../../sandbox/kit/world';
import { type RunningStorage, startStorage } from '../../../sandbox/storage/startStorage';
import { createConnections } from '../../../src/adapters/storage/connections';
import type { Connections, LeasedConnection } from '../../../src/reconcile/connector';
import { aSpec } from '../../support/seen';

const world = createWorld(1);
let storage: RunningStorage;
let connections: Connections;

beforeAll(async () => {
  storage = await startStorage(world);
  const { connectionString } = storage;
  connections = createConnections({ kind: 'connectionString', connectionString }, { getToken: async () => null });
});
afterAll(() => storage?.close());
afterEach(() => world.faults.clear());

async function held(name: string): Promise<LeasedConnection> {
  const taken = await connections.lease(name);
  if (taken === undefined || taken === 'busy') throw new Error(`${name} is ${taken}.`);
  return taken;
}

function operations(): readonly string[] {
  const seen: string[] = [];
  world.exchanges.listen(({ operation }) => void seen.push(operation));
  return seen;
}

test('a document is read while the lease is taken', async () => {
  await connections.create(aSpec({ name: 'quiet' }));
  const asked = operations();
  const taken = await held('quiet');
  expect(taken.spec()).toMatchObject({ name: 'quiet' });
  expect([...asked].sort()).toEqual(['acquireLease', 'getBlob']);
  await taken.release();
});

test('and read again when another worker wrote it in between', async () => {
  await connections.create(aSpec({ name: 'busy' }));
  const before = await held('busy');
  world.faults.add({ service: 'blob', operation: 'acquireLease', fault: { kind: 'slow', delayMs: 2_000 } });
  const isRead = new Promise<void>((resolve) =>
    world.exchanges.listen(({ operation }) => {
      if (operation === 'getBlob') resolve();
    }),
  );
  const taking = held('busy');
  await isRead;
  await before.saveSpec(aSpec({ name: 'busy', displayName: 'Changed' }));
  await before.release();
  expect((await taking).spec().displayName).toBe('Changed');
});

test('while another has it, and where there is none, nobody gets one', async () => {
  await connections.create(aSpec({ name: 'taken' }));
  await held('taken');
  expect(await connections.lease('taken')).toBe('busy');
  expect(await connections.lease('nowhere')).toBeUndefined();
});
