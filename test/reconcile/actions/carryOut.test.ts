import type { UpkeepAction } from '../../../src/core/action';
import type { HeldSecret } from '../../../src/core/observation';
import { createSecret } from '../../../src/core/secret';
import { carryOut } from '../../../src/reconcile/actions/carryOut';
import { portsWith } from '../../support/portsWith';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, seen } from '../../support/seen';
import { turn } from '../../support/turns';

const ONES = ['key-0', 'key-1'];

/** A world in which an old secret and the current one are there, as far as any of the four actions changes it. */
function aWorld() {
  const world = {
    isWritten: false,
    credentials: [...ONES],
    versions: [...ONES],
    given: undefined as string | undefined,
    delivered: [] as string[],
  };
  const ports = portsWith({
    registrations: {
      async write() {
        await turn();
        world.isWritten = true;
      },
      async addCredential(_objectId, _displayName, endsAt) {
        world.credentials.push('key-2');
        return { keyId: 'key-2', endsAt, secret: createSecret('text of key-2') };
      },
      async removeCredential(_objectId, keyId) {
        world.credentials = world.credentials.filter((each) => each !== keyId);
        return 'removed';
      },
    },
    signIn: { accepts: async () => true, tellsSecretsApart: async () => true },
    vault: {
      readAdmin: async () => ({ userName: 'admin', password: createSecret('password') }),
      reveal: async (_name, version) => createSecret(`text of ${version}`),
      async store(_name, _secret, { keyId }) {
        await turn();
        world.versions.push(keyId);
      },
      async disable(_name, version) {
        await turn();
        world.versions = world.versions.filter((each) => each !== version);
      },
      markDelivered: async (_name, { version }) => void world.delivered.push(version),
    },
    espocrm: {
      signIn: async () => ({
        async write(_settings, secret) {
          world.given = secret.reveal();
        },
        readBack: async () => undefined,
        close: async () => undefined,
      }),
      trySignIn: async () => 'accepted',
    },
  });
  return { world, ports };
}

const observed = seen({
  registration: aRegistration({ credentials: ONES.map((keyId) => aCredential(keyId, day(-100))) }),
  stored: aStoredSecret({ version: 'key-1' }),
  superseded: [aStoredSecret({ version: 'key-0', keyId: 'key-0' })],
});
const before = aWorld().world;

describe('carrying out', () => {
  test.each<[string, UpkeepAction, Partial<typeof before>, HeldSecret]>([
    [
      'register writes the registration, and shows nothing',
      { kind: 'register', reason: 'drifted' },
      { isWritten: true },
      'unknown',
    ],
    [
      'issue adds a client secret and stores it, and shows nothing',
      { kind: 'issue', reason: 'expiring' },
      { credentials: [...ONES, 'key-2'], versions: [...ONES, 'key-2'] },
      'unknown',
    ],
    [
      'deliver gives EspoCRM the stored secret, and shows whether it works',
      { kind: 'deliver', reason: 'new', version: 'key-1', keyId: 'key-1' },
      { given: 'text of key-1', delivered: ['key-1'] },
      'accepted',
    ],
    [
      'retire removes the old secret, and shows nothing',
      { kind: 'retire', reason: 'superseded', keyId: 'key-0' },
      { credentials: ['key-1'], versions: ['key-1'] },
      'unknown',
    ],
  ])('%s', async (_what, action, changes, shown) => {
    const { world, ports } = aWorld();
    expect(await carryOut(action, { spec: aSpec(), seen: observed, ports })).toBe(shown);
    expect(world).toEqual({ ...before, ...changes });
  });

  test.each<UpkeepAction>([
    { kind: 'issue', reason: 'missing' },
    { kind: 'deliver', reason: 'new', version: 'key-1', keyId: 'key-1' },
    { kind: 'retire', reason: 'superseded', keyId: 'key-0' },
  ])('$kind is a mistake of ours without a registration, and changes nothing', async (action) => {
    const { world, ports } = aWorld();
    const doing = { spec: aSpec(), seen: { ...observed, registration: undefined }, ports };
    await expect(async () => carryOut(action, doing)).rejects.toThrow(TypeError);
    expect(world).toEqual(before);
  });
});
