import { Failure } from '../../../src/core/failure';
import { createSecret } from '../../../src/core/secret';
import { issue } from '../../../src/reconcile/actions/issue';
import type { StoreRecord } from '../../../src/reconcile/ports';
import { aFailure } from '../../support/memoryWorld';
import { portsWith } from '../../support/portsWith';
import { aRegistration, aSpec, aStoredSecret, NOW, seen } from '../../support/seen';
import { turn } from '../../support/turns';

/** How long Entra takes to answer. */
const ANSWER_MS = 5_000;

interface Case {
  /** Thrown instead of storing, or after it took effect. */
  readonly store?: Error;
  readonly storesBefore?: boolean;
  /** Thrown where a system is asked after that. */
  readonly takeBack?: Error;
  readonly readBack?: Error;
  readonly add?: Error;
}

/** Entra and Key Vault after a client secret was to be issued; another one was there before. */
async function issued({ store, storesBefore = false, takeBack, readBack, add }: Case = {}) {
  const credentials = new Set(['object-1 key-0']);
  const versions: { readonly name: string; readonly text: string; readonly record: StoreRecord }[] = [];
  const ports = portsWith({
    registrations: {
      async addCredential(objectId, _displayName, endsAt) {
        await ports.clock.sleep(ANSWER_MS);
        if (add) throw add;
        credentials.add(`${objectId} key-1`);
        // A policy may make it shorter than was asked for.
        return { keyId: 'key-1', endsAt: new Date(endsAt.getTime() - 1), secret: createSecret('text-1') };
      },
      async removeCredential(objectId, keyId) {
        await turn();
        if (takeBack) throw takeBack;
        return credentials.delete(`${objectId} ${keyId}`) ? 'removed' : 'unknown';
      },
    },
    vault: {
      async store(name, secret, record) {
        await turn();
        if (!store || storesBefore) versions.push({ name, text: secret.reveal(), record });
        if (store) throw store;
      },
      async readVersions(name) {
        if (readBack) throw readBack;
        const ours = versions.filter((each) => each.name === name);
        return [...ours.map(({ record }) => aStoredSecret(record)), aStoredSecret({ keyId: 'key-0' })];
      },
    },
  });
  const registration = aRegistration();
  const doing = { spec: aSpec(), seen: { ...seen(), registration }, ports };
  const failure: unknown = await issue(doing).catch((error: unknown) => error);
  return { credentials: [...credentials], versions, failure };
}

const BOTH = ['object-1 key-0', 'object-1 key-1'];
const aRefusal = (status: number) => aFailure({ system: 'Key Vault', code: 'refused', status, retry: 'never' });

describe('a client secret that is issued', () => {
  test('is in Entra and in Key Vault, recorded as made when Entra had answered, to expire when Entra says', async () => {
    const record = {
      keyId: 'key-1',
      objectId: 'object-1',
      appId: 'app-1',
      issuedAt: new Date(NOW.getTime() + ANSWER_MS),
      expiresAt: new Date(new Date('2028-11-24T12:00:00.000Z').getTime() - 1),
    };
    expect(await issued()).toEqual({
      credentials: BOTH,
      versions: [{ name: 'acme', text: 'text-1', record }],
      failure: undefined,
    });
  });

  test('is nowhere where Entra adds none', async () => {
    const add = aFailure({ system: 'Microsoft Graph' });
    expect(await issued({ add })).toEqual({ credentials: ['object-1 key-0'], versions: [], failure: add });
  });
});

describe('a client secret that Key Vault does not take', () => {
  test.each<[string, Error, readonly string[]]>([
    ['is taken back where it was refused', aRefusal(403), ['object-1 key-0']],
    ['is taken back where its name is not free', aRefusal(409), ['object-1 key-0']],
    ['stays where the request timed out, for it may be stored', aRefusal(408), BOTH],
    ['stays where Key Vault broke down, for it may be stored', aRefusal(500), BOTH],
    ['stays where Key Vault did not answer', aFailure({ system: 'Key Vault', retry: 'later' }), BOTH],
    ['stays where this code makes a mistake', new TypeError('a mistake'), BOTH],
  ])('%s', async (_what, store, credentials) => {
    expect(await issued({ store })).toEqual({ credentials, versions: [], failure: store });
  });

  test('is a stray where it cannot be taken back, and what Key Vault said is told', async () => {
    const store = aRefusal(403);
    const takeBack = aFailure({ system: 'Microsoft Graph' });
    expect(await issued({ store, takeBack })).toEqual({ credentials: BOTH, versions: [], failure: store });
  });

  test('is issued all the same where it is found there', async () => {
    const { credentials, versions, failure } = await issued({ store: aRefusal(504), storesBefore: true });
    expect([credentials, versions.map(({ text }) => text), failure]).toEqual([BOTH, ['text-1'], undefined]);
  });

  test('is not where Key Vault cannot be read either, and what it said first is told', async () => {
    const store = aRefusal(504);
    const readBack = aFailure({ system: 'Key Vault', code: 'unreadable' });
    expect(await issued({ store, storesBefore: true, readBack })).toMatchObject({ credentials: BOTH, failure: store });
  });

  test('is tried again in minutes, not in seconds: each try is another credential', async () => {
    const { failure } = await issued({ store: aFailure({ system: 'Key Vault', status: 503, retry: 'soon' }) });
    const facts = { ...aFailure({ system: 'Key Vault', status: 503 }).facts, retry: 'later' };
    expect(failure instanceof Failure && failure.facts).toEqual(facts);
  });
});
