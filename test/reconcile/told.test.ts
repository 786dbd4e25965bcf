/** What people are told in the long run: what changes, once. */
import { takeMessage } from '../../src/reconcile/takeMessage';
import { aFailure, createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';
import { MINUTE } from '../support/seen';

const look = (world: MemoryWorld) => takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log);
const refuse = (call: string) => {
  if (call === 'read the settings') throw aFailure({ retry: 'never', code: 'sign-in-refused' });
};

test('two years of daily looks tell of the renewal and of nothing else', async () => {
  const world = createMemoryWorld();
  for (let day = 0; day < 730; day += 1) {
    await look(world);
    world.moveDays(1);
  }
  expect(world.told).toEqual(['acme renewed']);
});

test('a failure is told once, however long it lasts, with the expiry it leads to, and so is its end', async () => {
  const world = createMemoryWorld();
  await look(world);
  world.hooks.before = refuse;
  for (let day = 0; day < 725; day += 1) {
    world.moveDays(1);
    await look(world);
  }
  expect(world.told).toEqual(['acme failed', 'acme expiring']);
  expect(world.document.outcome?.troubledSince).toBeDefined();
  world.hooks.before = () => undefined;
  // A sign-in that was refused is not tried again within a minute.
  world.moveDays(MINUTE);
  await look(world);
  world.moveDays(1 / 96);
  await look(world);
  expect(world.told.slice(2).sort()).toEqual(['acme recovered', 'acme renewed']);
  expect(world.document.outcome?.troubledSince).toBeUndefined();
});
