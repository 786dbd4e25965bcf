import { takeMessage } from '../../src/reconcile/takeMessage';
import { aFailure, createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';

const QUARTER_HOUR = 1 / 96;
const look = (world: MemoryWorld) => takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log);
const credentialsOf = ({ registrations }: MemoryWorld) => registrations.credentials.map(({ keyId }) => keyId);

describe('looking at a connection', () => {
  test('takes back a secret that Key Vault refuses to store', async () => {
    const world = createMemoryWorld();
    world.hooks.before = (name) => {
      if (name === 'store the client secret') throw aFailure({ system: 'Key Vault', status: 403, retry: 'never' });
    };
    await look(world);
    expect(credentialsOf(world)).toEqual([]);
  });

  test('keeps a secret of which it is not certain whether Key Vault stored it', async () => {
    const world = createMemoryWorld();
    world.hooks.after = (name) => {
      if (name === 'store the client secret') throw aFailure({ system: 'Key Vault', status: 504, retry: 'soon' });
    };
    await look(world);
    expect(world.canSignIn()).toBe(true);
    expect(credentialsOf(world)).toHaveLength(1);
  });

  test('whose secret could not be stored is given its time, however many messages ask', async () => {
    const world = createMemoryWorld();
    world.hooks.before = (name) => {
      if (name === 'store the client secret') throw aFailure({ system: 'Key Vault', retry: 'soon' });
    };
    for (let messages = 0; messages < 4; messages += 1) await look(world);
    expect(credentialsOf(world)).toHaveLength(1);
    delete world.hooks.before;
    world.moveDays(QUARTER_HOUR);
    await look(world);
    expect([world.canSignIn(), world.document.outcome?.state]).toEqual([true, 'settled']);
  });
});
