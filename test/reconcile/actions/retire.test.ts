import type { ConnectionSpec } from '../../../src/core/connection';
import { Failure } from '../../../src/core/failure';
import type { StoredSecret } from '../../../src/core/observation';
import { retire } from '../../../src/reconcile/actions/retire';
import { aFailure } from '../../support/memoryWorld';
import { portsWith } from '../../support/portsWith';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, MINUTE, MS, NOW } from '../../support/seen';
import { textWith } from '../../support/textWith';
import { turn } from '../../support/turns';

const BY_HAND = { ...aCredential('key-9', day(-400)), displayName: 'by hand' };
const adopting = (...removeSecrets: readonly string[]) => aSpec({ adopt: { applicationId: 'app-1', removeSecrets } });

interface Case {
  readonly keyId?: string;
  readonly spec?: ConnectionSpec;
  readonly startsAt?: Date;
  readonly superseded?: readonly StoredSecret[];
  /** What the server of Entra that answers does with a removal. */
  readonly entra?: 'knows it' | 'does not know it' | 'fails';
}

/** What is left of three credentials, key-9 not of ours, and of their versions, once one was to be retired. */
async function left({ keyId = 'key-0', spec = aSpec(), startsAt = NOW, superseded, entra = 'knows it' }: Case) {
  const credentials = ['key-0', 'key-1', 'key-9'];
  const enabled = ['version-0', 'version-1'];
  const takeFrom = async (list: string[], item: string) => {
    await turn();
    const at = list.indexOf(item);
    return at < 0 ? [] : list.splice(at, 1);
  };
  const ports = portsWith({
    registrations: {
      async removeCredential(objectId, wanted) {
        if (entra === 'fails') throw aFailure({ system: 'Microsoft Graph', code: 'ETIMEDOUT' });
        if (objectId !== 'object-1' || entra === 'does not know it') return 'unknown';
        return (await takeFrom(credentials, wanted)).length > 0 ? 'removed' : 'unknown';
      },
    },
    vault: { disable: async (name, version) => void (name === 'acme' && (await takeFrom(enabled, version))) },
  });
  const seen = {
    at: NOW,
    registration: aRegistration({
      credentials: [aCredential('key-1', day(-100)), aCredential('key-0', startsAt)],
      otherCredentials: [BY_HAND],
    }),
    superseded: superseded ?? [
      aStoredSecret({ version: 'version-1', keyId: 'key-1' }),
      aStoredSecret({ version: 'version-0', keyId: 'key-0' }),
    ],
  };
  const failure: unknown = await retire(keyId, { spec, seen, ports }).catch((error: unknown) => error);
  return [[...credentials, ...enabled].join(' '), failure instanceof Failure ? failure.facts : failure];
}

describe('retiring a client secret', () => {
  test.each<[string, string, Case]>([
    ['removes it in Entra, disables its version, and leaves the others', 'key-1 key-9 version-1', {}],
    ['removes it also where no version is left enabled', 'key-1 key-9 version-0 version-1', { superseded: [] }],
    [
      'disables every version of it, after a write that was repeated',
      'key-1 key-9',
      {
        superseded: ['version-0', 'version-1'].map((version) => aStoredSecret({ version, keyId: 'key-0' })),
      },
    ],
    [
      'leaves one of others in Entra, whatever our version names',
      'key-0 key-1 key-9 version-1',
      { keyId: 'key-9', superseded: [aStoredSecret({ version: 'version-0', keyId: 'key-9' })] },
    ],
    [
      'leaves one of others that the request does not name',
      'key-0 key-1 key-9 version-0 version-1',
      { keyId: 'key-9', spec: adopting('key-8') },
    ],
    [
      'removes one of others that the request names',
      'key-0 key-1 version-0 version-1',
      { keyId: 'key-9', spec: adopting('key-9') },
    ],
    [
      'disables the version of one that Entra did not list',
      'key-0 key-1 key-9 version-1',
      { keyId: 'key-2', superseded: [aStoredSecret({ version: 'version-0', keyId: 'key-2' })] },
    ],
  ])('%s', async (_what, expected, given) => {
    expect(await left(given)).toEqual([expected, undefined]);
  });

  test('disables nothing where Entra does not remove it', async () => {
    expect(await left({ entra: 'fails' })).toEqual([
      'key-0 key-1 key-9 version-0 version-1',
      expect.objectContaining({ code: 'ETIMEDOUT' }),
    ]);
  });

  const notYet = {
    system: 'Microsoft Graph',
    operation: 'remove client secret',
    code: 'No password credential found with keyId',
    retry: 'later',
    advice: textWith('young', 'may not know it yet'),
  };
  test.each<[string, number, string, unknown]>([
    ['is tried again where it was made just now', 0, 'version-0 version-1', notYet],
    ['is tried again where it was made not quite half an hour ago', 30 * MINUTE - MS, 'version-0 version-1', notYet],
    ['is over where it was made half an hour ago', 30 * MINUTE, 'version-1', undefined],
  ])('that Entra does not know %s', async (_what, age, versions, failure) => {
    const given = { entra: 'does not know it', startsAt: day(-age) } as const;
    expect(await left(given)).toEqual([`key-0 key-1 key-9 ${versions}`, failure]);
  });
});
