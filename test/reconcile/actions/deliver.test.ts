import type { ConnectionSpec } from '../../../src/core/connection';
import { minutes } from '../../../src/core/duration';
import { Failure } from '../../../src/core/failure';
import type { HeldSecret, Issued, SignInSettings, StoredSecret } from '../../../src/core/observation';
import { createSecret } from '../../../src/core/secret';
import { deliver } from '../../../src/reconcile/actions/deliver';
import type { AdminSignIn } from '../../../src/reconcile/espocrmPort';
import { aFailure } from '../../support/memoryWorld';
import { portsWith } from '../../support/portsWith';
import { anEspoCrm, aRegistration, aSpec, aStoredSecret, day, MINUTE, MS, NOW, seenIssued } from '../../support/seen';
import { textWith } from '../../support/textWith';
import { inTurns, turn } from '../../support/turns';

/** What a delivery asks for outside. */
type Call =
  | 'admin'
  | 'sign in'
  | 'reveal'
  | 'accepts'
  | 'tells'
  | 'teams'
  | 'user names'
  | 'write'
  | 'try'
  | 'read back'
  | 'mark'
  | 'close';

interface Case {
  readonly spec?: ConnectionSpec;
  readonly stored?: Partial<StoredSecret>;
  readonly seen?: Partial<Issued>;
  readonly probes?: boolean;
  readonly isAccepted?: boolean;
  /** Whether Entra looks at the secret before the code. */
  readonly tells?: boolean;
  /** What EspoCRM's own sign-in shows. */
  readonly shows?: HeldSecret;
  readonly breaks?: { readonly [name in Call]?: Error };
  /** The call that takes much longer than the others. */
  readonly slow?: Call;
}

const aWorld = () => ({
  /** EspoCRM's log of administrators. */
  signIns: 0,
  isSignedIn: false,
  settings: undefined as SignInSettings | undefined,
  secret: undefined as string | undefined,
  /** A write that keeps the administrator out; reading back undoes it. */
  isLockedOut: false,
  madeTeams: [] as string[],
  userNameLength: 50,
  deliveredAt: undefined as Date | undefined,
  refusedAt: undefined as Date | undefined,
  /** Entra's log of sign-ins with a made-up code: those this app made itself, and those of EspoCRM. */
  probes: 0,
  probesOfEspoCrm: 0,
});

/** EspoCRM, Entra and Key Vault after the delivery of version-1, in how many round trips, and what came of it. */
async function delivered({
  spec = aSpec(),
  stored = {},
  seen = {},
  probes = true,
  isAccepted = true,
  tells = true,
  shows = 'accepted',
  breaks = {},
  slow,
}: Case = {}) {
  const world = aWorld();
  async function call<T>(name: Call, effect: () => T): Promise<T> {
    for (let left = name === slow ? 20 : 1; left > 0; left -= 1) await turn();
    const error = breaks[name];
    if (error) throw error;
    return effect();
  }
  /** Only for the administrator whose sign-in was stored for this connection. */
  const asAdmin = <T>(name: Call, admin: AdminSignIn, effect: () => T) =>
    call(name, () => {
      if (admin.userName !== 'admin of acme') throw aFailure({ code: 'sign-in-refused' });
      return effect();
    });
  const isCurrent = (name: string, version: string) => name === 'acme' && version === 'version-1';
  let isClosing = false;

  const ports = portsWith({
    probes,
    signIn: {
      accepts: (appId, secret) =>
        call('accepts', () => isAccepted && appId === 'app-1' && secret.reveal() === 'text of version-1'),
      tellsSecretsApart: (appId, secret) =>
        call('tells', () => {
          world.probes += 1;
          return tells && appId === 'app-1' && secret.reveal() === 'text of version-1';
        }),
    },
    vault: {
      readAdmin: (name) => call('admin', () => ({ userName: `admin of ${name}`, password: createSecret('password') })),
      reveal: (name, version) =>
        call('reveal', () => createSecret(`text of ${isCurrent(name, version) ? version : 'another'}`)),
      markDelivered: (name, { version }, at) =>
        call('mark', () => {
          if (isCurrent(name, version)) world.deliveredAt = at;
        }),
      markRefused: (name, { version }, at) =>
        call('mark', () => {
          if (isCurrent(name, version)) world.refusedAt = at;
        }),
    },
    espocrm: {
      createTeams: ({ name }, admin, teams) =>
        asAdmin('teams', admin, () => {
          if (teams.length === 0) throw aFailure({ code: 'nothing to be made' });
          world.madeTeams.push(...teams);
          return Object.fromEntries(teams.map((team) => [team, `${team} of ${name}`]));
        }),
      lengthenUserNames: ({ name }, admin, length) =>
        asAdmin('user names', admin, () => {
          if (name === 'acme') world.userNameLength = length;
        }),
      trySignIn: ({ name }) =>
        call('try', () => {
          world.probesOfEspoCrm += 1;
          return name === 'acme' ? shows : 'unknown';
        }),
      async signIn({ name }, admin) {
        world.signIns += 1;
        await asAdmin('sign in', admin, () => {
          world.isSignedIn = name === 'acme';
        });
        return {
          write: (settings, secret) =>
            call('write', () => {
              Object.assign(world, { settings, secret: secret.reveal(), isLockedOut: true });
            }),
          readBack: () =>
            call('read back', () => {
              world.isLockedOut = false;
            }),
          async close() {
            if (isClosing) return;
            isClosing = true;
            await call('close', () => {
              world.isSignedIn = false;
            });
          },
        };
      },
    },
  });
  const observed = seenIssued({ ...seen, stored: aStoredSecret(stored) });
  const { result, turns: roundTrips } = await inTurns(() =>
    deliver('version-1', { spec, seen: observed, ports }).then(
      (shown) => ({ value: shown }),
      (error: unknown) => ({ value: error instanceof Failure ? error.facts : error }),
    ),
  );
  return { world, result: result.value, roundTrips };
}

const nothing = aWorld();
const drifted = anEspoCrm({ settings: { ...anEspoCrm().settings, oidcFallback: false } });
const aYoungOne = { issuedAt: day(-14 * MINUTE) };

describe('a delivery', () => {
  test('gives EspoCRM the stored secret and the settings it has otherwise, and marks the version when that is confirmed', async () => {
    expect(await delivered({ seen: { espocrm: drifted } })).toMatchObject({
      result: 'accepted',
      world: {
        ...nothing,
        ...{ signIns: 1, settings: { oidcFallback: true }, secret: 'text of version-1' },
        ...{ deliveredAt: NOW, probes: 1, probesOfEspoCrm: 1 },
      },
    });
  });

  test('takes six round trips: what need not wait for each other is asked at the same time', async () => {
    expect((await delivered()).roundTrips).toBe(6);
  });

  test('of a young secret takes eight: it is proven, and asked about, before EspoCRM hears of it', async () => {
    expect(await delivered({ stored: aYoungOne })).toMatchObject({ result: 'accepted', roundTrips: 8 });
  });

  test('asks Entra once whether its answers tell anything, also of a young secret', async () => {
    const once = { world: { probes: 1, probesOfEspoCrm: 1 } };
    expect(await delivered()).toMatchObject(once);
    expect(await delivered({ stored: aYoungOne })).toMatchObject(once);
    expect(await delivered({ stored: aYoungOne, tells: false })).toMatchObject({ world: { probes: 1 } });
  });

  test.each<[string, Case, HeldSecret, number]>([
    ['where Entra does not tell secrets apart', { tells: false }, 'unknown', 1],
    ['where that is switched off', { probes: false }, 'unknown', 0],
  ])('is marked without a confirmation %s, and EspoCRM is not asked', async (_what, given, shown, probes) => {
    const world = { secret: 'text of version-1', deliveredAt: NOW, isSignedIn: false, probes, probesOfEspoCrm: 0 };
    expect(await delivered(given)).toMatchObject({ result: shown, world });
  });

  test('is marked where EspoCRM does not answer when asked to use its secret', async () => {
    const given = { breaks: { try: aFailure() } };
    expect(await delivered(given)).toMatchObject({ result: 'unknown', world: { deliveredAt: NOW, isSignedIn: false } });
  });

  test('of an older version is a mistake of ours, and changes nothing', async () => {
    const { world, result } = await delivered({ stored: { version: 'version-2' } });
    expect([world, result]).toEqual([nothing, new TypeError('Only the current version is delivered.')]);
  });

  test('without a stored secret is a mistake of ours', async () => {
    const doing = { spec: aSpec(), seen: { ...seenIssued(), stored: undefined }, ports: portsWith({}) };
    await expect(deliver('version-1', doing)).rejects.toThrow('Only the current version is delivered.');
  });
});

describe('teams', () => {
  const SALES = { team: 'Sales', group: '11111111-1111-4111-8111-111111111111' };
  const SERVICE = { team: 'Service', group: '22222222-2222-4222-8222-222222222222' };
  const spec = aSpec({ teams: [SALES, SERVICE] });

  test.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
    ['are all made where EspoCRM has none', {}, ['Sales', 'Service'], ['Sales of acme', 'Service of acme']],
    [
      'are made where they are missing, and those it has are kept',
      { Sales: 'team-1' },
      ['Service'],
      ['team-1', 'Service of acme'],
    ],
    ['are not made where EspoCRM has them', { Sales: 'team-1', Service: 'team-2' }, [], ['team-1', 'team-2']],
  ])('%s', async (_what, teams, made, ids) => {
    const { world } = await delivered({ spec, seen: { espocrm: anEspoCrm({ teams }) } });
    expect([world.madeTeams, world.settings?.['oidcTeamsIds']]).toEqual([made, ids]);
  });
});

test('a team of a group that is called by name is given its id', async () => {
  const spec = aSpec({ teams: [{ team: 'Sales', group: 'Sales people' }] });
  const registration = aRegistration({ assignedGroups: [{ id: 'group-1', displayName: 'Sales people' }] });
  const { world } = await delivered({ spec, seen: { registration } });
  expect(world.settings).toMatchObject({ oidcTeamsColumns: { 'Sales of acme': { group: 'group-1' } } });
});

describe("EspoCRM's user names", () => {
  const wanting = (userNameLength: number | undefined) => aSpec({ signIn: { ...aSpec().signIn, userNameLength } });
  const keeping = (userNameLength: number | undefined) => ({ espocrm: anEspoCrm({ userNameLength }) });

  test.each<[string, Case, number]>([
    ['are lengthened where it keeps fewer characters than are wanted', { spec: wanting(51), seen: keeping(50) }, 51],
    ['are left where it keeps as many', { spec: wanting(51), seen: keeping(51) }, 50],
    ['are left where it does not say how many it keeps', { spec: wanting(51), seen: keeping(undefined) }, 50],
    ['are left where nobody wants more', { spec: wanting(undefined), seen: keeping(1) }, 50],
  ])('%s', async (_what, given, length) => {
    expect(await delivered(given)).toMatchObject({ result: 'accepted', world: { userNameLength: length } });
  });
});

describe('a secret that Entra does not accept', () => {
  const notAccepted = (retry: string, ...advice: readonly string[]) => ({
    ...{ system: 'Entra', operation: 'prove the client secret', code: 'AADSTS7000215', retry },
    advice: textWith(...advice),
  });
  const young = notAccepted('soon', 'does not accept', '(yet)', 'EspoCRM keeps');
  const late = notAccepted('later', 'does not accept', '(yet)', 'EspoCRM keeps');
  const unusable = notAccepted('soon', 'does not accept version version-1', 'another secret is added');

  test.each<[string, number, unknown, Date | undefined]>([
    ['made not quite half an hour ago is asked about again soon', 30 * MINUTE - MS, young, undefined],
    ['made half an hour ago is asked about again later', 30 * MINUTE, late, undefined],
    ['made not quite a day ago is asked about again later', 1 - MS, late, undefined],
    ['made a day ago is marked as refused, so that another is made soon', 1, unusable, NOW],
  ])('%s, and EspoCRM keeps what it has', async (_what, age, failure, refusedAt) => {
    const { world, result } = await delivered({ isAccepted: false, stored: { issuedAt: day(-age) } });
    expect(result).toEqual(failure);
    expect(world).toEqual({ ...nothing, refusedAt, signIns: 1, probes: 1 });
  });

  test.each<[string, number, Partial<ReturnType<typeof aWorld>>]>([
    ['leaves no mark in EspoCRM, nor in the log of Entra, as long as it is young', 15 * MINUTE - MS, {}],
    ['is asked about beside the sign-in once it is a quarter of an hour old', 15 * MINUTE, { signIns: 1, probes: 1 }],
  ])('%s', async (_what, age, marks) => {
    const { world } = await delivered({ isAccepted: false, stored: { issuedAt: day(-age) } });
    expect(world).toEqual({ ...nothing, ...marks });
  });

  test('is young for as long as the specification gives a new one', async () => {
    const spec = aSpec({ secret: { ...aSpec().secret, deliverAfter: minutes(60) } });
    const { world } = await delivered({ spec, isAccepted: false, stored: { issuedAt: day(-59 * MINUTE) } });
    expect(world).toEqual(nothing);
  });
});

describe('a secret that EspoCRM does not use', () => {
  test('is not marked as delivered, and is given again in minutes: each refused try counts towards a ban', async () => {
    const { world, result } = await delivered({ shows: 'refused' });
    expect(result).toEqual({
      ...{ system: 'EspoCRM', operation: 'confirm the client secret', code: 'secret-not-used', retry: 'later' },
      advice: textWith(
        'still refused',
        'lost the write',
        'data/config-internal-override.php',
        'ESPOCRM_CONFIG_OIDC_CLIENT_SECRET',
        'cannot reach',
      ),
    });
    expect(world).toMatchObject({ secret: 'text of version-1', deliveredAt: undefined, isSignedIn: false });
  });
});

describe('where something breaks', () => {
  const failure = aFailure({ code: 'ECONNRESET' });
  const other = aFailure({ code: 'another' });
  const mistake = new TypeError('a mistake');
  const TEAM = { team: 'Sales', group: '11111111-1111-4111-8111-111111111111' };

  test.each<[string, Case, Partial<ReturnType<typeof aWorld>>]>([
    ['the administrator is not known: nothing else is asked for', { breaks: { admin: failure } }, {}],
    ['EspoCRM does not let the administrator in', { breaks: { 'sign in': failure } }, { signIns: 1, probes: 1 }],
    ['the proof does not come', { breaks: { accepts: failure } }, { signIns: 1, probes: 1 }],
    [
      'the proof does not come, and signing in takes longer',
      { breaks: { accepts: failure }, slow: 'sign in' },
      { signIns: 1, probes: 1 },
    ],
    [
      'the proof does not come, and signing out takes longer',
      { breaks: { accepts: failure }, slow: 'close' },
      { signIns: 1, probes: 1 },
    ],
    ['the secret is young and the proof does not come', { breaks: { accepts: failure }, stored: aYoungOne }, {}],
    [
      'both: that the administrator is kept out is told',
      { breaks: { 'sign in': failure, accepts: other }, slow: 'sign in' },
      { signIns: 1, probes: 1 },
    ],
    [
      'EspoCRM does not let the administrator in, while a team is being made',
      { breaks: { 'sign in': failure }, slow: 'teams', spec: aSpec({ teams: [TEAM] }) },
      { signIns: 1, probes: 1, madeTeams: ['Sales'] },
    ],
    [
      'user names cannot be lengthened: EspoCRM is not written to',
      { breaks: { 'user names': failure }, spec: aSpec({ signIn: { ...aSpec().signIn, userNameLength: 255 } }) },
      { signIns: 1, probes: 1 },
    ],
    [
      'a team cannot be made: EspoCRM is not written to',
      { breaks: { teams: failure }, spec: aSpec({ teams: [TEAM] }) },
      { signIns: 1, probes: 1 },
    ],
    [
      'a refusal cannot be marked',
      { breaks: { mark: failure }, isAccepted: false, stored: { issuedAt: day(-1) } },
      { signIns: 1, probes: 1 },
    ],
    ['EspoCRM does not take the write', { breaks: { write: failure } }, { signIns: 1, probes: 1 }],
    [
      'EspoCRM does not show what was written',
      { breaks: { 'read back': failure } },
      { signIns: 1, probes: 1, probesOfEspoCrm: 1, settings: {}, secret: 'text of version-1', isLockedOut: true },
    ],
    [
      'EspoCRM does not show what was written, and is still signing in with the made-up code',
      { breaks: { 'read back': failure }, slow: 'try' },
      { signIns: 1, probes: 1, probesOfEspoCrm: 1, settings: {}, secret: 'text of version-1', isLockedOut: true },
    ],
    [
      'the version cannot be marked',
      { breaks: { mark: failure } },
      { signIns: 1, probes: 1, probesOfEspoCrm: 1, settings: {}, secret: 'text of version-1' },
    ],
    [
      'the version cannot be marked, and signing out takes longer',
      { breaks: { mark: failure }, slow: 'close' },
      { signIns: 1, probes: 1, probesOfEspoCrm: 1, settings: {}, secret: 'text of version-1' },
    ],
  ])('%s: the administrator is signed out, and nothing goes on behind it', async (_what, given, world) => {
    const { result, ...rest } = await delivered(given);
    expect(result).toEqual(failure.facts);
    expect(rest.world).toEqual({ ...nothing, ...world });
  });

  test('a write that keeps the administrator out is undone, whatever happens beside that', async () => {
    const { result, world } = await delivered({ breaks: { try: mistake }, slow: 'read back' });
    expect(result).toBe(mistake);
    expect(world).toEqual({
      ...nothing,
      ...{ signIns: 1, probes: 1, settings: {}, secret: 'text of version-1', isLockedOut: false },
    });
  });

  test('a session that the end of a delivery finds open is closed by the time it is over', async () => {
    expect(await delivered({ slow: 'close' })).toMatchObject({ result: 'accepted', world: { isSignedIn: false } });
    const { world } = await delivered({ slow: 'close', shows: 'refused' });
    expect(world).toMatchObject({ deliveredAt: undefined, isSignedIn: false });
  });
});
