import type { ConnectionSpec } from '../../src/core/connection';
import type { EspoCrmRead, OfferedSignIn, StoredSecret } from '../../src/core/observation';
import { createSecret } from '../../src/core/secret';
import type { AdminSignIn } from '../../src/reconcile/espocrmPort';
import { type Look, observe, observeTheRest } from '../../src/reconcile/observe';
import type { WhichRegistration } from '../../src/reconcile/ports';
import { aFailure } from '../support/memoryWorld';
import { portsWith } from '../support/portsWith';
import { anEspoCrm, aRegistration, aSpec, aStoredSecret, NOW, seen } from '../support/seen';
import { inTurns } from '../support/turns';

type System = 'endpoints' | 'registration' | 'versions' | 'admin' | 'EspoCRM' | 'length' | 'offer';

const { endpoints } = seen();
const { userNameLength: _, ...espocrm } = anEspoCrm();
const offered: OfferedSignIn = {
  ...{ clientId: 'app-1', endpoint: 'https://login.example.com', redirectUri: 'https://crm.example.com' },
  ...{ scopes: [], claims: null, prompt: null, maxAge: null },
};

/** Everything outside, of one connection; `broken`: what does not answer. */
function aWorld(versions: readonly StoredSecret[] = [aStoredSecret()], broken?: System, error: Error = aFailure()) {
  const asked = { which: undefined as WhichRegistration | undefined, teams: [] as readonly string[] };
  /** EspoCRM's count of administrators that it has refused. */
  let refusals = 0;
  async function ask<T>(name: string, system: System, answer: T): Promise<T> {
    // Takes a turn too.
    await ports.clock.sleep(1);
    if (system === broken) throw error;
    if (name !== 'acme') throw aFailure({ code: 'another connection' });
    return answer;
  }
  async function askAs<T>(name: string, { userName }: AdminSignIn, system: System, answer: T): Promise<T> {
    if (system === broken) refusals += 1;
    if (userName !== 'admin of acme') throw aFailure({ code: 'sign-in-refused' });
    return ask(name, system, answer);
  }
  const ports = portsWith({
    signIn: { endpoints: () => ask('acme', 'endpoints', endpoints) },
    registrations: {
      read(name, which) {
        asked.which = which;
        return ask(name, 'registration', aRegistration());
      },
    },
    vault: {
      readVersions: (name) => ask(name, 'versions', versions),
      readAdmin: (name) => ask(name, 'admin', { userName: `admin of ${name}`, password: createSecret('password') }),
    },
    espocrm: {
      read({ name }, admin, teams): Promise<EspoCrmRead> {
        asked.teams = teams;
        return askAs(name, admin, 'EspoCRM', espocrm);
      },
      readUserNameLength: ({ name }, admin) => askAs(name, admin, 'length', 60),
      offers: ({ name }) => ask(name, 'offer', offered),
    },
  });
  return { ports, asked, refusals: () => refusals };
}

const FIRST: Look = { lastAppId: undefined, isAgain: false };
const AGAIN: Look = { lastAppId: undefined, isAgain: true };
const wantingLength = aSpec({ signIn: { ...aSpec().signIn, userNameLength: 255 } });
const observation = {
  ...{ at: NOW, endpoints, registration: aRegistration(), stored: aStoredSecret(), superseded: [] },
  ...{ espocrm: { ...espocrm, userNameLength: undefined }, offered: undefined, heldSecret: 'unknown' },
};
const withLength = { ...espocrm, userNameLength: 60 };

describe('a first look', () => {
  test('shows Entra, Key Vault and EspoCRM, as of when it began, in two round trips', async () => {
    const { ports } = aWorld();
    expect(await inTurns(() => observe(aSpec(), ports, FIRST))).toEqual({ result: observation, turns: 2 });
  });

  test('asks for the length of user names where it decides something, once EspoCRM has let the administrator in', async () => {
    const { ports } = aWorld();
    const { result, turns } = await inTurns(() => observe(wantingLength, ports, FIRST));
    expect([result.espocrm, turns]).toEqual([withLength, 3]);
  });

  test('is refused by EspoCRM once, not several times over', async () => {
    const { ports, refusals } = aWorld(undefined, 'EspoCRM');
    await expect(observe(wantingLength, ports, FIRST)).rejects.toThrow();
    expect(refusals()).toBe(1);
  });
});

describe('a look after something was done', () => {
  test('shows also what EspoCRM offers and the length of its user names, in two round trips all the same', async () => {
    const result = { ...observation, espocrm: withLength, offered };
    const { ports } = aWorld();
    expect(await inTurns(() => observe(aSpec(), ports, AGAIN))).toEqual({ result, turns: 2 });
  });

  test('does without what EspoCRM offers where that is not told', async () => {
    const { ports } = aWorld(undefined, 'offer');
    expect(await observe(aSpec(), ports, AGAIN)).toMatchObject({ espocrm: withLength, offered: undefined });
  });
});

describe('a look', () => {
  const [third, second, first] = ['3', '2', '1'].map((each) => aStoredSecret({ version: `version-${each}` }));
  test.each<[string, readonly (StoredSecret | undefined)[], StoredSecret | undefined, readonly unknown[]]>([
    [
      'takes the newest version for the current one, and the others for superseded',
      [third, second, first],
      third,
      [second, first],
    ],
    ['shows that there is none', [], undefined, []],
  ])('%s', async (_what, versions, stored, superseded) => {
    const { ports } = aWorld(versions.flatMap((version) => (version ? [version] : [])));
    expect(await observe(aSpec(), ports, FIRST)).toMatchObject({ stored, superseded });
  });

  const BY_NAME = [{ team: 'Sales', group: 'Sales people' }];
  test.each<[string, ConnectionSpec, Look, WhichRegistration]>([
    ['our own registration', aSpec(), FIRST, {}],
    [
      'the one that is adopted',
      aSpec({ adopt: { applicationId: 'app-9', removeSecrets: [] } }),
      FIRST,
      { adopted: 'app-9' },
    ],
    ['the one that was seen last', aSpec(), { ...FIRST, lastAppId: 'app-1' }, { lastAppId: 'app-1' }],
    [
      'the groups that are assigned to it, where one is called by its name',
      aSpec({ teams: BY_NAME }),
      FIRST,
      { withGroups: true },
    ],
  ])('asks Entra for %s', async (_what, spec, look, which) => {
    const { ports, asked } = aWorld();
    await observe(spec, ports, look);
    expect(asked.which).toEqual({ adopted: undefined, lastAppId: undefined, withGroups: false, ...which });
  });

  test.each([FIRST, AGAIN])('asks EspoCRM for the teams that are wanted, and for none where none are', async (look) => {
    const { ports, asked } = aWorld();
    await observe(aSpec({ teams: BY_NAME }), ports, look);
    expect(asked.teams).toEqual(['Sales']);
    await observe(aSpec(), ports, look);
    expect(asked.teams).toEqual([]);
  });

  const failure = aFailure();
  test.each<[System, Look]>([
    ['endpoints', FIRST],
    ['registration', FIRST],
    ['versions', FIRST],
    ['admin', FIRST],
    ['EspoCRM', FIRST],
    ['length', FIRST],
    ['EspoCRM', AGAIN],
    ['length', AGAIN],
  ])('that cannot see %s (%j) is none', async (system, look) => {
    const { ports } = aWorld(undefined, system, failure);
    await expect(observe(wantingLength, ports, look)).rejects.toBe(failure);
  });
});

describe('the rest of a first look', () => {
  test('is the length of user names and what EspoCRM offers, in two round trips', async () => {
    const { ports } = aWorld();
    const { result, turns } = await inTurns(() =>
      observeTheRest(aSpec(), seen({ espocrm: { ...espocrm, userNameLength: undefined } }), ports),
    );
    expect(result).toEqual(seen({ espocrm: withLength, offered }));
    expect(turns).toBe(2);
  });

  test('does not ask for the length of user names again', async () => {
    const { ports, refusals } = aWorld(undefined, 'length');
    const result = await observeTheRest(wantingLength, seen(), ports);
    expect([result.espocrm.userNameLength, result.offered, refusals()]).toEqual([50, offered, 0]);
  });

  test('does without what EspoCRM offers where that is not told', async () => {
    const { ports } = aWorld(undefined, 'offer');
    expect(await observeTheRest(aSpec(), seen({ offered }), ports)).toEqual(seen({ offered: undefined }));
  });

  test.each<System>(['admin', 'length'])('is not there without %s', async (system) => {
    const { ports } = aWorld(undefined, system);
    const first = seen({ espocrm: { ...espocrm, userNameLength: undefined } });
    await expect(observeTheRest(aSpec(), first, ports)).rejects.toThrow('A test wants it so.');
  });
});
