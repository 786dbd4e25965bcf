import type { HeldSecret, Observation } from '../../src/core/observation';
import { createSecret } from '../../src/core/secret';
import { askingTells, confirm, confirmStored } from '../../src/reconcile/confirm';
import { aFailure } from '../support/memoryWorld';
import { portsWith } from '../support/portsWith';
import { anEspoCrm, aSpec, aStoredSecret, seen } from '../support/seen';
import { turn } from '../support/turns';

interface Case {
  readonly probes?: boolean;
  /** Whether Entra refuses a made-up code otherwise with a wrong secret; `fails` when it does not answer. */
  readonly entra?: 'tells' | 'does not tell' | 'fails' | 'breaks';
  readonly espocrm?: HeldSecret | 'fails' | 'breaks';
}

const CALLBACK = 'https://crm.example.com/oauth-callback.php';
const mistake = new TypeError('a mistake');

/** Entra and EspoCRM, each with a log of the failed sign-ins that asking leaves there. */
function aWorld({ probes = true, entra = 'tells', espocrm = 'accepted' }: Case = {}) {
  const inEntra: string[] = [];
  const inEspoCrm: string[] = [];
  const answer = async <T>(given: T) => {
    await turn();
    if (given === 'fails') throw aFailure();
    if (given === 'breaks') throw mistake;
    return given;
  };
  const ports = portsWith({
    probes,
    signIn: {
      async tellsSecretsApart(appId, secret, redirectUri) {
        inEntra.push(`${appId}, ${secret.reveal()}, ${redirectUri}`);
        return (await answer(entra)) === 'tells';
      },
    },
    espocrm: {
      async trySignIn({ name }) {
        inEspoCrm.push(name);
        const shown = await answer(espocrm);
        return shown === 'accepted' || shown === 'refused' ? shown : 'unknown';
      },
    },
    vault: { reveal: async (name, version) => createSecret(`text of ${name} ${version}`) },
  });
  return { ports, inEntra, inEspoCrm };
}

describe('asking EspoCRM to use its secret', () => {
  const asked = (ports: ReturnType<typeof aWorld>['ports']) =>
    askingTells('app-1', createSecret('good'), { espocrm: anEspoCrm({ siteUrl: 'https://crm.example.com/' }) }, ports);

  test.each<[string, Case, boolean, readonly string[]]>([
    ['tells something where Entra looks at the secret before the code', {}, true, [`app-1, good, ${CALLBACK}`]],
    ['tells nothing where Entra does not', { entra: 'does not tell' }, false, [`app-1, good, ${CALLBACK}`]],
    ['tells nothing where Entra does not answer', { entra: 'fails' }, false, [`app-1, good, ${CALLBACK}`]],
    ['is not thought of where it is switched off', { probes: false }, false, []],
  ])('%s', async (_what, given, tells, inEntra) => {
    const world = aWorld(given);
    expect(await asked(world.ports)).toBe(tells);
    expect([world.inEntra, world.inEspoCrm]).toEqual([inEntra, []]);
  });

  test('hides no mistake of ours', async () => {
    await expect(asked(aWorld({ entra: 'breaks' }).ports)).rejects.toBe(mistake);
  });
});

describe('a secret in EspoCRM', () => {
  test.each<[string, boolean, Case, HeldSecret, readonly string[]]>([
    ['is accepted where its sign-in shows that', true, {}, 'accepted', ['acme']],
    ['is refused where its sign-in shows that', true, { espocrm: 'refused' }, 'refused', ['acme']],
    ['is unknown where its sign-in does not show it', true, { espocrm: 'unknown' }, 'unknown', ['acme']],
    ['is unknown where it does not answer', true, { espocrm: 'fails' }, 'unknown', ['acme']],
    ['is unknown, without a failed sign-in, where asking tells nothing', false, {}, 'unknown', []],
  ])('%s', async (_what, tells, given, shown, inEspoCrm) => {
    const world = aWorld(given);
    expect(await confirm(aSpec(), tells, world.ports)).toBe(shown);
    expect([world.inEntra, world.inEspoCrm]).toEqual([[], inEspoCrm]);
  });

  test('hides no mistake of ours', async () => {
    await expect(confirm(aSpec(), true, aWorld({ espocrm: 'breaks' }).ports)).rejects.toBe(mistake);
  });
});

describe('a secret that EspoCRM has had', () => {
  const asked = [`app-1, text of acme version-1, ${CALLBACK}`];

  test.each<[string, Case, HeldSecret, readonly string[]]>([
    ['is accepted where its sign-in shows that, and Entra tells secrets apart', {}, 'accepted', ['acme']],
    ['is refused where its sign-in shows that', { espocrm: 'refused' }, 'refused', ['acme']],
    [
      'is unknown where Entra does not tell secrets apart, and EspoCRM is not asked',
      { entra: 'does not tell' },
      'unknown',
      [],
    ],
    ['is unknown where Entra does not answer, and EspoCRM is not asked', { entra: 'fails' }, 'unknown', []],
  ])('%s', async (_what, given, shown, inEspoCrm) => {
    const world = aWorld(given);
    expect(await confirmStored(aSpec(), seen(), world.ports)).toBe(shown);
    expect([world.inEntra, world.inEspoCrm]).toEqual([asked, inEspoCrm]);
  });

  test.each<[string, Case, Observation]>([
    ['where that is switched off', { probes: false }, seen()],
    ['where Key Vault holds none', {}, seen({ stored: undefined })],
    ['where EspoCRM has not taken it yet', {}, seen({ stored: aStoredSecret({ inUseSince: undefined }) })],
    ['where there is no registration', {}, seen({ registration: undefined })],
  ])('is unknown %s, and nobody is asked, not even Key Vault', async (_what, given, observation) => {
    const { inEntra, inEspoCrm, ports } = aWorld(given);
    const reveal = () => Promise.reject(aFailure({ system: 'Key Vault' }));
    const asking = confirmStored(aSpec(), observation, { ...ports, vault: { ...ports.vault, reveal } });
    expect(await asking).toBe('unknown');
    expect([inEntra, inEspoCrm]).toEqual([[], []]);
  });

  test('is a failure where Key Vault does not give it out', async () => {
    const { ports } = aWorld();
    const failure = aFailure({ system: 'Key Vault' });
    const reveal = () => Promise.reject(failure);
    const asking = confirmStored(aSpec(), seen(), { ...ports, vault: { ...ports.vault, reveal } });
    await expect(asking).rejects.toBe(failure);
  });
});
