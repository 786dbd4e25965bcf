/** What the model of the world has in it, each shown by what the product comes to there. */
import type { ConnectionSpec } from '../../src/core/connection';
import { SIGN_IN_AUDIENCE } from '../../src/core/decide/registration';
import { checkAll } from '../../src/reconcile/checkAll';
import { deprovision, provision } from '../../src/reconcile/requests';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';
import { aSpec, day, MINUTE } from '../support/seen';

const QUARTER_HOUR = 15 * MINUTE;
const ALL = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };

const look = (world: MemoryWorld) => takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log);
const stateOf = ({ document }: MemoryWorld) => document.outcome?.state;
const problemsOf = ({ document }: MemoryWorld) => document.outcome?.health.problems.map(({ code }) => code);
const remove = (world: MemoryWorld) => deprovision('acme', ALL, world.connector, world.log);

async function aSettledWorld(spec?: ConnectionSpec) {
  const world = createMemoryWorld(spec);
  await look(world);
  expect([stateOf(world), world.canSignIn()]).toEqual(['settled', true]);
  return world;
}

describe('EspoCRM', () => {
  test('has a portal sign in through a provider of its own, which goes with the connection', async () => {
    const world = await aSettledWorld(aSpec({ portal: 'customers' }));
    const { portals, providers, settings } = world.espocrm;
    expect(portals.map(({ authenticationProviderId }) => authenticationProviderId)).toEqual(['provider-1']);
    expect(providers).toMatchObject([{ id: 'provider-1', method: 'Oidc', secret: 'text-1' }]);
    expect(settings['authenticationMethod']).toBe('Espo');
    await remove(world);
    expect([portals[0]?.authenticationProviderId, providers]).toEqual([null, []]);
  });

  test('has teams, which are made where there are none of that name', async () => {
    const world = createMemoryWorld(
      aSpec({
        teams: [
          { team: 'Sales', group: '11111111-1111-4111-8111-111111111111' },
          { team: 'Support', group: '22222222-2222-4222-8222-222222222222' },
        ],
      }),
    );
    world.espocrm.teams.push({ id: 'there-before', name: 'Support' });
    await look(world);
    expect([stateOf(world), world.espocrm.teams.map(({ name }) => name)]).toEqual(['settled', ['Support', 'Sales']]);
    expect(world.espocrm.settings).toMatchObject({
      oidcTeamsNames: { 'there-before': 'Support', 'team-2': 'Sales' },
      oidcTeamsColumns: { 'team-2': { group: '11111111-1111-4111-8111-111111111111' } },
    });
    expect(world.registrations.registration?.now.groupMembershipClaims).toBe('ApplicationGroup');
  });

  test('keeps as many characters of a user name as it is asked to', async () => {
    const world = await aSettledWorld(aSpec({ signIn: { ...aSpec().signIn, userNameLength: 100 } }));
    expect(world.espocrm.userNameLength).toBe(100);
  });

  test('has settings that an override decides: one that would keep its administrator out has the write undone', async () => {
    const world = createMemoryWorld();
    world.espocrm.overrides['oidcFallback'] = false;
    await look(world);
    expect([stateOf(world), world.espocrm.settings['authenticationMethod']]).toEqual(['blocked', 'Espo']);
    expect(world.espocrm.tokens.size).toBe(0);
  });

  test('answers an administrator whose password was changed like anybody', async () => {
    const world = await aSettledWorld();
    world.espocrm.administrator.password = 'another';
    world.moveDays(1);
    await look(world);
    expect(world.document.outcome).toMatchObject({ state: 'blocked', failure: { code: 'sign-in-refused' } });
    expect(world.canSignIn()).toBe(true);
  });

  test.each([
    [302, 'redirected', 'blocked'],
    [403, 'address-refused', 'settling'],
    [404, 'not-espocrm', 'blocked'],
    [500, 'server-error', 'settling'],
    [503, 'maintenance-mode', 'settling'],
  ])('answers with the status %i and nothing else: %s, and the connection is %s', async (status, code, state) => {
    const world = createMemoryWorld();
    world.hooks.status = (_call, _index, system) => (system === 'EspoCRM' ? status : undefined);
    await look(world);
    expect(world.document.outcome).toMatchObject({ state, failure: { system: 'EspoCRM', code, status } });
  });

  test.each(['whole', 'secret', 'public'] as const)(
    'loses a write: of its %s part, which nobody notices',
    async (lost) => {
      const world = await aSettledWorld();
      world.moveDays(701);
      await look(world);
      world.chosen.losses.push(lost);
      for (const days of [QUARTER_HOUR, QUARTER_HOUR, 1, 1, 1, 1, 1, 1, 1, 1]) {
        world.moveDays(days);
        await look(world);
        expect(world.canSignIn()).toBe(true);
      }
      expect([stateOf(world), world.espocrm.secret, world.chosen.losses]).toEqual(['settled', 'text-2', []]);
    },
  );
});

describe('Entra', () => {
  const shown = {
    displayName: 'Made by hand',
    signInAudience: SIGN_IN_AUDIENCE,
    redirectUris: ['https://other.example.com/callback'],
    idTokenClaims: [],
    groupMembershipClaims: null,
  };

  /** One that somebody else made, and a connection that adopts it. */
  function anAdoptedRegistration() {
    const other = createMemoryWorld().entra.register(undefined, shown);
    const world = createMemoryWorld(
      aSpec({ displayName: undefined, adopt: { applicationId: other.appId, removeSecrets: [] } }),
    );
    return { world, registration: world.entra.register(undefined, shown) };
  }

  test('has registrations that others made: one that is adopted keeps what they have there, after the end too', async () => {
    const { world } = anAdoptedRegistration();
    world.entra.addCredential('by hand', day(100));
    await look(world);
    expect([stateOf(world), world.canSignIn()]).toEqual(['settled', true]);
    await remove(world);
    expect(world.registrations.registration?.now).toMatchObject({
      displayName: 'Made by hand',
      redirectUris: expect.arrayContaining(shown.redirectUris),
    });
    expect(world.registrations.credentials.map(({ displayName }) => displayName)).toEqual(['by hand']);
  });

  test('has registrations of which we are no owner: nothing is added there', async () => {
    const { world, registration } = anAdoptedRegistration();
    world.registrations.registration = { ...registration, ownedByUs: false };
    await look(world);
    expect([problemsOf(world), world.registrations.credentials]).toEqual([['registration-not-owned'], []]);
  });

  test('has a fault where a secret is proven: EspoCRM keeps what it has', async () => {
    const world = createMemoryWorld();
    world.hooks.status = (call) => (call === 'prove the client secret' ? 503 : undefined);
    await look(world);
    expect(world.document.outcome).toMatchObject({
      state: 'settling',
      failure: { code: 'unexpected-answer', status: 503 },
    });
    expect(world.espocrm.secret).toBeUndefined();
  });

  test('learns late: what is made is waited for, and made once', async () => {
    const world = createMemoryWorld();
    world.chosen.lagMs = 5_000;
    await look(world);
    expect([stateOf(world), world.canSignIn()]).toEqual(['settled', true]);
    expect(world.registrations.credentials).toHaveLength(1);
  });

  test('forgets late: a registration that was deleted is still shown, and no other one is made of it', async () => {
    const world = await aSettledWorld();
    world.chosen.lagMs = 30_000;
    await remove(world);
    world.moveDays(QUARTER_HOUR);
    await look(world);
    expect([world.registrations.registration, world.document.spec]).toEqual([undefined, undefined]);
  });
});

describe('a connection that is removed', () => {
  test('leaves nothing of ours anywhere', async () => {
    const world = await aSettledWorld();
    const answered = await remove(world);
    expect(answered).toMatchObject({ outcome: { state: 'settled' } });
    const { registration, credentials } = world.registrations;
    expect([registration, credentials, world.vault, world.document.spec]).toEqual([undefined, [], [], undefined]);
    expect(world.espocrm.settings['authenticationMethod']).toBe('Espo');
  });

  test('keeps a secret of others under the name of its own', async () => {
    const world = await aSettledWorld();
    world.keyVault.add({ text: 'a note', tags: {}, expiresAt: day(900), by: 'hand' });
    await remove(world);
    expect(world.vault.map(({ text }) => text)).toEqual(['text-1', 'a note']);
  });

  test('and asked for again works, beside what soft delete had kept under the name of its secret', async () => {
    const world = await aSettledWorld();
    await remove(world);
    world.moveDays(1);
    await provision(aSpec(), world.connector, world.log);
    expect([stateOf(world), world.canSignIn()]).toEqual(['settled', true]);
    expect(world.vault.map(({ text }) => text)).toEqual(['text-1', 'text-2']);
  });
});

describe('storage', () => {
  test('takes no write of a worker whose lease has passed to another', async () => {
    const world = await aSettledWorld();
    world.moveDays(701);
    world.chosen.renewsLeases = false;
    world.hooks.before = (call) => {
      if (call !== 'read the settings') return;
      world.moveDays(MINUTE);
      world.document.held = true;
    };
    await expect(look(world)).rejects.toMatchObject({ facts: { code: 'LeaseLost' } });
    expect(world.registrations.credentials).toHaveLength(1);
    expect([stateOf(world), world.document.held]).toEqual(['settled', true]);
  });

  test('has one connection, which every check asks for', async () => {
    const world = await aSettledWorld();
    await checkAll(world.connector, world.log);
    expect(world.queue).toEqual([{ check: ['acme'], delayMs: 0 }]);
    expect(await world.connector.connections.lease('another')).toBeUndefined();
  });
});

describe('a check', () => {
  const check = (world: MemoryWorld) => takeMessage({ check: ['acme'] }, world.connector, world.log);

  test.each<[string, (world: MemoryWorld) => void, number]>([
    ['nothing has changed', () => undefined, 0],
    ['a redirect URI was removed', (world) => world.entra.change({ redirectUris: [] }), 1],
    ['a client secret was added', (world) => void world.entra.addCredential('by hand', day(9)), 1],
    ['another client id is in EspoCRM', ({ espocrm }) => Object.assign(espocrm.settings, { oidcClientId: 'other' }), 1],
    [
      'a version was switched off',
      ({ vault: [version] }) => void (version && Object.assign(version, { enabled: false })),
      1,
    ],
    ['Key Vault is away', ({ chosen }) => void chosen.down.add('Key Vault'), 1],
  ])('where %s', async (_what, change, looks) => {
    const world = await aSettledWorld();
    change(world);
    await check(world);
    expect(world.queue).toHaveLength(looks);
  });
});
