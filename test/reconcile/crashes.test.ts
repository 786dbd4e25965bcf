import { deprovision } from '../../src/reconcile/requests';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';
import { Crash } from '../world/promptWorker';

const QUARTER_HOUR = 1 / 96;
const look = (world: MemoryWorld) => takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log);
const credentialsOf = ({ registrations }: MemoryWorld) => registrations.credentials.map(({ keyId }) => keyId);

/** Does it again in another process where it was cut off. */
async function inSpiteOfCrashes(world: MemoryWorld, act: () => Promise<unknown>): Promise<void> {
  await act().catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
    world.restart();
    return act();
  });
}

/** The process dies once, at the call of that number. */
function dieAt(world: MemoryWorld, when: 'before' | 'after', index: number): void {
  world.hooks[when] = (_name, at) => {
    if (at === index) throw new Crash();
  };
}

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
        dieAt(world, when, index);
        const step = async () => {
          await inSpiteOfCrashes(world, () => look(world));
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
    expect(points).toBeGreaterThan(150);
  });

  test('between any two calls of a removal leaves what the same request and the next look bring to its end', async () => {
    const remove = (world: MemoryWorld) =>
      deprovision(
        'acme',
        { keepRegistration: false, keepSecrets: false, espocrmIsGone: false },
        world.connector,
        world.log,
      );
    const aSettledWorld = async () => {
      const world = createMemoryWorld();
      await look(world);
      return { world, before: world.calls.length };
    };
    const { world: rehearsal, before } = await aSettledWorld();
    await remove(rehearsal);
    for (let index = before; index < rehearsal.calls.length; index += 1) {
      for (const when of ['before', 'after'] as const) {
        const { world } = await aSettledWorld();
        dieAt(world, when, index);
        await inSpiteOfCrashes(world, () => remove(world));
        // A registration that this process did not see deleted is not believed to be gone at once.
        world.moveDays(QUARTER_HOUR);
        await inSpiteOfCrashes(world, () => look(world));
        const { registration, credentials } = world.registrations;
        const left = [registration, credentials.length, world.vault.length, world.document.spec];
        expect([when, index, ...left]).toEqual([when, index, undefined, 0, 0, undefined]);
        expect(world.espocrm.settings['authenticationMethod']).toBe('Espo');
      }
    }
    expect(rehearsal.calls.length - before).toBeGreaterThan(20);
  });
});
