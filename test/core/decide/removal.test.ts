import { problemsOf } from '../../../src/core/action';
import type { ConnectionSpec, Removal } from '../../../src/core/connection';
import { planRemoval, type RemovalSeen } from '../../../src/core/decide/removal';
import type { EspoCrmSeen, RegistrationSeen } from '../../../src/core/observation';
import { planWords, when } from '../../support/planWords';
import { aCredential, anEspoCrm, aRegistration, aSpec, day, MINUTE, MS, NOW } from '../../support/seen';
import { textWith } from '../../support/textWith';

const EVERYTHING: Removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };
const removing = (changes: Partial<Removal> = {}) => aSpec({ removal: { ...EVERYTHING, ...changes } });
const adopting = aSpec({ removal: EVERYTHING, adopt: { applicationId: 'app-1', removeSecrets: [] } });

/** What is seen where nothing is left and EspoCRM is not asked. */
const nothingLeft: RemovalSeen = {
  at: NOW,
  registration: undefined,
  lastAppId: undefined,
  isDeregistered: false,
  missingSince: undefined,
  espocrm: undefined,
  vaultSecret: 'none',
};
const planned = (changes: Partial<RemovalSeen>, spec: ConnectionSpec = removing()) =>
  planRemoval(spec, { ...nothingLeft, ...changes });

/** What is done next, and when it is looked at again. */
function words(...given: Parameters<typeof planned>): string {
  const plan = planned(...given);
  return `${planWords(plan)}, ${when(plan.recheckAt)}`;
}

describe('EspoCRM', () => {
  const portal = (hasProvider: boolean) => ({ portal: { hasProvider, isLinked: false } });
  const setTo = (authenticationMethod: string, oidcClientId: unknown) => ({
    settings: { authenticationMethod, oidcClientId },
  });
  const DETACHED = 'detach unwanted, now';
  const LEFT = 'idle, now';

  test.each<[string, Partial<EspoCrmSeen>, string]>([
    ['that signs in with our registration gets its own login back', setTo('Oidc', 'app-1'), DETACHED],
    ['that signs in with our registration as it was last seen, too', setTo('Oidc', 'app-0'), DETACHED],
    ['that signs in with another registration is left alone', setTo('Oidc', 'theirs'), LEFT],
    ['that has its own login is left alone, whatever it remembers', setTo('Espo', 'app-1'), LEFT],
    ['that has no client id is left alone', setTo('Oidc', undefined), LEFT],
    ['that has something else as a client id is left alone', setTo('Oidc', ['app-1']), LEFT],
    ['whose portal has a provider of ours is detached, whatever it is linked to', portal(true), DETACHED],
    ['whose portal has none is left alone', { ...portal(false), ...setTo('Oidc', 'app-1') }, LEFT],
  ])('%s', (_what, espocrm, expected) => {
    const kept = removing({ keepRegistration: true });
    const registration = aRegistration({ credentials: [] });
    expect(words({ registration, lastAppId: 'app-0', espocrm: anEspoCrm(espocrm) }, kept)).toBe(expected);
  });

  test('without a client id is left alone also where no registration was ever seen', () => {
    expect(words({ espocrm: anEspoCrm(setTo('Oidc', undefined)) })).toBe('idle, now');
  });

  test('gets its own login back before anything of ours is removed, also while the registration is not shown', () => {
    const espocrm = anEspoCrm();
    expect(words({ registration: aRegistration(), espocrm, vaultSecret: 'ours' })).toBe(DETACHED);
    expect(words({ lastAppId: 'app-1', espocrm })).toBe(DETACHED);
  });
});

describe('a registration that Entra does not show any more', () => {
  const missed = { lastAppId: 'app-1', vaultSecret: 'ours' } as const;
  const DISCARD = 'discard unwanted, now';

  test.each<[string, Partial<RemovalSeen>, string]>([
    ['is waited for ten minutes when it is first missed', {}, `wait, ${when(day(10 * MINUTE))}`],
    [
      'is waited for until ten minutes have passed since',
      { missingSince: day(-10 * MINUTE + MS) },
      `wait, ${when(day(MS))}`,
    ],
    ['is not waited for after that', { missingSince: day(-10 * MINUTE) }, DISCARD],
    ['is not waited for where we have deleted it', { isDeregistered: true }, DISCARD],
    ['is not waited for where it never was', { lastAppId: undefined }, DISCARD],
    [
      'is deleted when it shows up again',
      { missingSince: day(-5 * MINUTE), registration: aRegistration() },
      'deregister unwanted, now',
    ],
  ])('%s', (_what, changes, expected) => {
    expect(words({ ...missed, ...changes })).toBe(expected);
  });
});

describe('a registration that is there', () => {
  const others = [{ ...aCredential('theirs', day(-100)), displayName: 'by hand' }];
  const credentials = [aCredential('key-0', day(-800)), aCredential('key-1', day(-100))];
  const DELETED = 'deregister unwanted, now';
  const LOSES_OURS = 'retire unwanted key-0, retire unwanted key-1, now';
  const LEFT = 'idle, now';
  const TOMORROW = when(day(1));

  test.each<[string, string, Partial<RegistrationSeen>, ConnectionSpec?]>([
    ['only ours: deleted', DELETED, {}],
    ['only ours, and asked to be kept: loses ours', LOSES_OURS, {}, removing({ keepRegistration: true })],
    ['only ours, kept, and none of ours left: done', LEFT, { credentials: [] }, removing({ keepRegistration: true })],
    ['only ours, while no removal is asked for in so many words: deleted', DELETED, {}, aSpec()],
    ['others have secrets on it: loses ours only', LOSES_OURS, { otherCredentials: others }],
    ['others have secrets on it, and none of ours left: done', LEFT, { otherCredentials: others, credentials: [] }],
    ['adopted: loses ours only', LOSES_OURS, {}, adopting],
    ['not owned by the app: left', `blocked, registration-not-owned, ${TOMORROW}`, { ownedByUs: false }],
    ['the one the app acts with: left', `blocked, registration-too-powerful, ${TOMORROW}`, { isOurIdentity: true }],
    [
      'that one, not owned: left',
      `blocked, registration-too-powerful, ${TOMORROW}`,
      { isOurIdentity: true, ownedByUs: false },
    ],
  ])('%s', (_what, expected, registration, spec = removing()) => {
    expect(words({ registration: aRegistration({ credentials, ...registration }) }, spec)).toBe(expected);
  });

  test.each([
    ['which one cannot be removed', { ownedByUs: false }, ['app-1']],
    ['which one the app acts with, and how it stays', { isOurIdentity: true }, ['app-1', 'keepRegistration=true']],
  ])('of those that are left the advice says %s', (_what, registration, facts) => {
    const problems = problemsOf(planned({ registration: aRegistration(registration) }));
    expect(problems.map(({ detail }) => detail)).toEqual([textWith(...facts)]);
  });
});

describe('the client secret in Key Vault', () => {
  test.each<[string, RemovalSeen['vaultSecret'], string, ConnectionSpec]>([
    ['is deleted last', 'ours', 'discard unwanted, now', removing()],
    ['is kept where that is asked for', 'ours', 'idle, now', removing({ keepSecrets: true })],
    ['is left alone when it is not ours', 'foreign', 'idle, now', removing()],
    ['is none: done', 'none', 'idle, now', removing()],
    ['is deleted while no removal is asked for in so many words', 'ours', 'discard unwanted, now', aSpec()],
  ])('%s', (_what, vaultSecret, expected, spec) => {
    expect(words({ vaultSecret }, spec)).toBe(expected);
  });

  test('stays until no credential of ours is left in Entra', () => {
    expect(words({ registration: aRegistration(), vaultSecret: 'ours' }, adopting)).toBe('retire unwanted key-1, now');
    expect(words({ registration: aRegistration({ credentials: [] }), vaultSecret: 'ours' }, adopting)).toBe(
      'discard unwanted, now',
    );
  });
});
