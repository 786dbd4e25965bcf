/** The life of a connection, message by message, in a world that goes wrong in one way after the other. */

import { takeMessage } from '../../src/reconcile/takeMessage';
import { aFailure, createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';

const QUARTER_HOUR = 1 / 96;
const work = { connection: 'acme', attempt: 0 };
const look = (world: MemoryWorld, attempt = 0) => takeMessage({ ...work, attempt }, world.connector, world.log);
const done = ({ document }: MemoryWorld) => document.outcome?.done.map(({ kind, reason }) => `${kind} ${reason}`);
const credentialsOf = ({ registrations }: MemoryWorld) => registrations.credentials.map(({ keyId }) => keyId);

async function aSettledWorld() {
  const world = createMemoryWorld();
  await look(world);
  return world;
}

describe('looking at a connection', () => {
  test('that is new brings it about in one go', async () => {
    const world = await aSettledWorld();
    expect(done(world)).toEqual(['register missing', 'issue missing', 'deliver new']);
    const appId = world.registrations.registration?.appId;
    expect(world.document.outcome).toMatchObject({ state: 'settled', health: { status: 'pass' }, appId });
    expect(world.canSignIn()).toBe(true);
    expect(world.document.held).toBe(false);
  });

  test('that is settled changes nothing, however often', async () => {
    const world = await aSettledWorld();
    const before = structuredClone([world.registrations, world.vault, world.espocrm]);
    for (let times = 0; times < 10; times += 1) await look(world);
    expect([world.registrations, world.vault, world.espocrm]).toEqual(before);
  });

  test('through two years and its renewal never interrupts the sign-in, and leaves one secret', async () => {
    const world = await aSettledWorld();
    const [first] = credentialsOf(world);
    for (let day = 0; day < 760; day += 1) {
      world.moveDays(1);
      expect(world.canSignIn()).toBe(true);
      await look(world);
      expect(world.canSignIn()).toBe(true);
    }
    expect(credentialsOf(world)).toHaveLength(1);
    expect(credentialsOf(world)).not.toContain(first);
    expect(world.vault.filter(({ enabled }) => enabled)).toHaveLength(1);
  });

  test('never touches a secret that does not carry its mark', async () => {
    const world = await aSettledWorld();
    const foreign = {
      keyId: 'foreign',
      displayName: 'by hand',
      text: 'x',
      startsAt: new Date(0),
      endsAt: new Date('2299-12-31'),
    };
    world.registrations.credentials.push(foreign);
    world.moveDays(710);
    await look(world);
    world.moveDays(QUARTER_HOUR);
    await look(world);
    world.moveDays(10);
    await look(world);
    expect(credentialsOf(world)).toContain('foreign');
    expect(credentialsOf(world)).toHaveLength(2);
  });

  test('whose secret was revoked by hand issues another and mends the sign-in', async () => {
    const world = await aSettledWorld();
    world.registrations.credentials.splice(0);
    world.moveDays(1);
    expect(world.canSignIn()).toBe(false);
    await look(world);
    expect(done(world)).toEqual(['issue revoked', 'deliver new']);
    expect(world.canSignIn()).toBe(true);
  });

  test('whose EspoCRM lost the write of the secret is delivered to again, and marked only then', async () => {
    const world = createMemoryWorld();
    let writesToLose = 1;
    world.hooks.after = (name) => {
      if (name !== 'write the settings') return;
      writesToLose -= 1;
      if (writesToLose >= 0) world.espocrm.secret = 'lost';
    };
    await look(world);
    expect(world.document.outcome).toMatchObject({ state: 'settling', failure: { code: 'secret-not-used' } });
    expect(world.vault[0]?.secret.deliveredAt).toBeUndefined();
    await look(world);
    expect(world.document.outcome).toMatchObject({ state: 'settled', confirmedAt: expect.any(Date) });
    expect(world.canSignIn()).toBe(true);
    expect(credentialsOf(world)).toHaveLength(1);
  });

  test('whose secret somebody overwrote in EspoCRM is mended within a day', async () => {
    const world = await aSettledWorld();
    world.espocrm.secret = 'by hand';
    world.moveDays(1);
    await look(world);
    expect(world.canSignIn()).toBe(true);
  });

  test('without anything to do is asked to use its secret once a day, not at every look', async () => {
    const world = await aSettledWorld();
    for (let hour = 0; hour < 24 * 5; hour += 1) {
      world.moveDays(1 / 24);
      await look(world);
    }
    expect(world.calls.filter((call) => call === 'try a sign-in').length).toBeLessThanOrEqual(9);
  });

  test('with the probe switched off never signs in with a made-up code', async () => {
    const world = createMemoryWorld();
    world.probes.on = false;
    await look(world);
    world.moveDays(30);
    await look(world);
    expect(world.calls.filter((call) => ['try a sign-in', 'redeem a made-up code'].includes(call))).toEqual([]);
    expect(world.document.outcome).toMatchObject({ state: 'settled', confirmedAt: undefined });
  });

  test('waits for a secret Entra does not accept yet, and issues no second one', async () => {
    const world = createMemoryWorld();
    const { signIn } = world.connector.ports;
    let refusalsLeft = 3;
    jest.spyOn(signIn, 'accepts').mockImplementation(async () => {
      refusalsLeft -= 1;
      return refusalsLeft < 0;
    });
    await look(world);
    expect(world.document.outcome?.state).toBe('settled');
    expect(credentialsOf(world)).toHaveLength(1);
  });

  test('that stays unaccepted gives up for now, keeps what EspoCRM has, and comes back', async () => {
    const world = await aSettledWorld();
    world.moveDays(701);
    await look(world);
    expect(done(world)).toEqual(['issue expiring']);
    expect(world.document.outcome).toMatchObject({ kind: 'ended', state: 'settling', health: { status: 'pass' } });
    world.queue.splice(0);
    world.moveDays(QUARTER_HOUR);
    const accepted = jest.spyOn(world.connector.ports.signIn, 'accepts').mockResolvedValue(false);
    await look(world);
    expect(world.document.outcome).toMatchObject({
      state: 'settling',
      health: { status: 'warn' },
      failure: { code: 'AADSTS7000215' },
    });
    expect(world.canSignIn()).toBe(true);
    expect(world.queue).toEqual([{ connection: 'acme', attempt: 1, delayMs: 60_000 }]);
    accepted.mockRestore();
    await look(world);
    expect(world.document.outcome?.state).toBe('settled');
    expect(credentialsOf(world)).toHaveLength(2);
  });

  test('whose value in Key Vault somebody replaced gets another secret, without an outage', async () => {
    const world = await aSettledWorld();
    const [version] = world.vault;
    if (version) version.text = 'by hand';
    for (let days = 0; days < 20; days += 1) {
      world.moveDays(1);
      await look(world);
      expect([days, world.canSignIn()]).toEqual([days, true]);
    }
    expect(world.vault.filter(({ enabled }) => enabled).map(({ text }) => text)).toEqual(['text-2']);
    expect(credentialsOf(world)).toHaveLength(1);
  });

  test('with one system unreadable does nothing, says which, and tries again', async () => {
    const world = await aSettledWorld();
    world.moveDays(701);
    world.hooks.before = (name) => {
      if (name === 'read the settings') throw aFailure({ operation: 'read the settings', code: 'ECONNREFUSED' });
    };
    await look(world);
    expect(credentialsOf(world)).toHaveLength(1);
    expect(world.document.outcome).toMatchObject({ state: 'settling', health: { status: 'warn' } });
    expect(world.document.outcome?.health.problems[0]?.detail).toContain('EspoCRM, read the settings: ECONNREFUSED');
    expect(world.queue).toHaveLength(1);
  });

  test('that only a person can mend is reported and not asked for again', async () => {
    const world = createMemoryWorld();
    world.hooks.before = (name) => {
      if (name === 'read the EspoCRM administrator sign-in')
        throw aFailure({ system: 'Key Vault', code: 'SecretNotFound', retry: 'never' });
    };
    await look(world);
    expect(world.document.outcome).toMatchObject({ state: 'blocked', health: { status: 'fail' } });
    expect(world.queue).toEqual([]);
  });

  test('retires nothing when the delivery before it fails', async () => {
    const world = await aSettledWorld();
    world.moveDays(701);
    await look(world);
    world.moveDays(8);
    world.hooks.before = (name) => {
      if (name === 'write the settings') throw aFailure({ retry: 'never' });
    };
    await look(world);
    expect(credentialsOf(world)).toHaveLength(2);
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
