import { takeMessage } from '../../src/reconcile/takeMessage';
import { Crash, createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';

const look = (world: MemoryWorld) => takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log);
const credentialsOf = ({ registrations }: MemoryWorld) => registrations.credentials.map(({ keyId }) => keyId);

describe('a process that dies', () => {
  /** Every point before and after every call of one life: provisioning, renewal, retirement. */
  async function live(world: MemoryWorld) {
    await look(world);
    world.moveDays(701);
    await look(world);
    world.moveDays(8);
    await look(world);
  }

  test('between any two calls leaves what the next look settles, without an outage', async () => {
    const rehearsal = createMemoryWorld();
    await live(rehearsal);
    let points = 0;
    for (let index = 0; index < rehearsal.calls.length; index += 1) {
      for (const when of ['before', 'after'] as const) {
        const world = createMemoryWorld();
        let wasInUse = false;
        world.hooks[when] = (_name, at) => {
          if (at === index) throw new Crash();
        };
        const step = async () => {
          await look(world).catch((error) => {
            if (!(error instanceof Crash)) throw error;
            world.restart();
            return look(world);
          });
          wasInUse ||= world.canSignIn();
          if (wasInUse && !world.canSignIn()) throw new Error(`outage after a crash ${when} call ${index}`);
        };
        await step();
        for (const days of [701, 8, 8, 8]) {
          world.moveDays(days);
          await step();
        }
        expect([when, index, credentialsOf(world).length, world.canSignIn()]).toEqual([when, index, 1, true]);
        expect(world.vault.filter(({ enabled }) => enabled).map(({ secret }) => secret.keyId)).toEqual(
          credentialsOf(world),
        );
        points += 1;
      }
    }
    expect(points).toBe(rehearsal.calls.length * 2);
    expect(points).toBeGreaterThan(80);
  });
});
