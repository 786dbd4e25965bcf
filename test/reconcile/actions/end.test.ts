import type { RemovalAction } from '../../../src/core/action';
import { createSecret } from '../../../src/core/secret';
import { end } from '../../../src/reconcile/actions/end';
import { aFailure } from '../../support/memoryWorld';
import { portsWith } from '../../support/portsWith';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, NOW } from '../../support/seen';
import { turn } from '../../support/turns';

/** What is there of a connection and of another one, called by its name. */
function aWorld() {
  const world = {
    signedInThroughEntra: ['acme', 'other'],
    registrations: ['object-1', 'object-2'],
    credentials: ['object-1 key-0', 'object-1 key-1', 'object-2 key-0'],
    secrets: ['acme', 'other'],
    enabled: ['acme version-0', 'acme version-1', 'other version-0'],
  };
  const without = async (list: readonly string[], item: string) => {
    await turn();
    return list.filter((each) => each !== item);
  };
  const ports = portsWith({
    registrations: {
      async removeCredential(objectId, keyId) {
        world.credentials = await without(world.credentials, `${objectId} ${keyId}`);
        return 'removed';
      },
      async remove(objectId) {
        world.registrations = await without(world.registrations, objectId);
      },
    },
    vault: {
      readAdmin: async (name) => ({ userName: `admin of ${name}`, password: createSecret('password') }),
      readVersions: async (name) =>
        ['0', '1']
          .filter((each) => world.enabled.includes(`${name} version-${each}`))
          .map((each) => aStoredSecret({ version: `version-${each}`, keyId: `key-${each}` })),
      async disable(name, version) {
        world.enabled = await without(world.enabled, `${name} ${version}`);
      },
      async discard(name) {
        world.secrets = await without(world.secrets, name);
      },
    },
    espocrm: {
      async detach({ name }, { userName }) {
        if (userName !== `admin of ${name}`) throw aFailure({ code: 'sign-in-refused' });
        world.signedInThroughEntra = await without(world.signedInThroughEntra, name);
      },
    },
  });
  return { world, ports };
}
const before = aWorld().world;
const seen = {
  at: NOW,
  registration: aRegistration({ credentials: ['key-0', 'key-1'].map((keyId) => aCredential(keyId, day(-100))) }),
  lastAppId: 'app-1',
  isDeregistered: false,
  missingSince: undefined,
  espocrm: undefined,
  vaultSecret: 'ours' as const,
};

describe('ending a connection', () => {
  test.each<[string, RemovalAction, Partial<typeof before>]>([
    [
      'detach gives its EspoCRM its own login back',
      { kind: 'detach', reason: 'unwanted' },
      { signedInThroughEntra: ['other'] },
    ],
    [
      'deregister deletes its registration',
      { kind: 'deregister', reason: 'unwanted' },
      { registrations: ['object-2'] },
    ],
    ['discard deletes its secret in Key Vault', { kind: 'discard', reason: 'unwanted' }, { secrets: ['other'] }],
    [
      'retire removes that credential, and disables the version that Key Vault holds of it now',
      { kind: 'retire', reason: 'unwanted', keyId: 'key-0' },
      { credentials: ['object-1 key-1', 'object-2 key-0'], enabled: ['acme version-1', 'other version-0'] },
    ],
  ])('%s, and changes nothing else', async (_what, action, changes) => {
    const { world, ports } = aWorld();
    await end(action, { spec: aSpec(), seen, ports });
    expect(world).toEqual({ ...before, ...changes });
  });

  test.each<RemovalAction>([
    { kind: 'deregister', reason: 'unwanted' },
    { kind: 'retire', reason: 'unwanted', keyId: 'key-0' },
  ])('$kind is a mistake of ours without a registration, and changes nothing', async (action) => {
    const { world, ports } = aWorld();
    const doing = { spec: aSpec(), seen: { ...seen, registration: undefined }, ports };
    await expect(async () => end(action, doing)).rejects.toThrow(TypeError);
    expect(world).toEqual(before);
  });
});
