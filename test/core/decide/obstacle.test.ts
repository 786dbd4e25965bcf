import type { ConnectionSpec } from '../../../src/core/connection';
import { obstacle, tooManyCredentials } from '../../../src/core/decide/obstacle';
import type { EspoCrmSeen, RegistrationSeen } from '../../../src/core/observation';
import { aCredential, anEspoCrm, aRegistration, aSpec, day, MS, NOW, seen } from '../../support/seen';
import { textWith } from '../../support/textWith';

const OPEN = 'AzureADandPersonalMicrosoftAccount';
const adopting = aSpec({ adopt: { applicationId: 'app-1', removeSecrets: [] } });
const aPortal = { portal: { hasProvider: true, isLinked: true }, siteUrl: 'https://portal.example.com' };

describe('in the way stands', () => {
  const found = (spec: ConnectionSpec, registration?: RegistrationSeen, espocrm: Partial<EspoCrmSeen> = {}) =>
    obstacle(spec, seen({ registration, espocrm: anEspoCrm(espocrm) }))?.code;

  test.each<[string, string | undefined, Partial<RegistrationSeen>, ConnectionSpec?]>([
    ['nothing', undefined, {}],
    ['that the app does not own the registration', 'registration-not-owned', { ownedByUs: false }],
    ['that it is the one the app acts with', 'registration-too-powerful', { isOurIdentity: true }],
    ['one application permission', 'registration-too-powerful', { applicationPermissions: 1 }],
    [
      'too much power rather than a missing owner',
      'registration-too-powerful',
      { applicationPermissions: 1, ownedByUs: false },
    ],
    ['nothing, when one of our own is open to other tenants: it is corrected', undefined, { signInAudience: OPEN }],
    ['nothing, when an adopted one is for this tenant only', undefined, {}, adopting],
    ['that an adopted one is open to others', 'registration-not-single-tenant', { signInAudience: OPEN }, adopting],
    [
      'rather that it is open than who owns it',
      'registration-not-single-tenant',
      { signInAudience: OPEN, ownedByUs: false },
      adopting,
    ],
    ['that the app does not own an adopted one', 'registration-not-owned', { ownedByUs: false }, adopting],
    ['too much power of an adopted one', 'registration-too-powerful', { applicationPermissions: 1 }, adopting],
  ])('%s', (_what, code, registration, spec = aSpec()) => {
    expect(found(spec, aRegistration(registration))).toBe(code);
  });

  test.each<[string, string | undefined, ConnectionSpec]>([
    ['nothing, when there is none yet of our own', undefined, aSpec()],
    ['that there is none to adopt', 'registration-not-found', adopting],
  ])('%s', (_what, code, spec) => {
    expect(found(spec)).toBe(code);
  });

  test.each<[string, string | undefined, Partial<EspoCrmSeen>]>([
    ['nothing, when EspoCRM calls itself what we call it', undefined, {}],
    ['nothing, when it does so in capitals and with a slash', undefined, { siteUrl: 'https://CRM.example.com/' }],
    ['that EspoCRM calls itself otherwise', 'espocrm-url-differs', { siteUrl: 'https://other.example.com' }],
    ['nothing, when a portal does, whose address EspoCRM decides', undefined, aPortal],
  ])('%s', (_what, code, espocrm) => {
    expect([found(aSpec(), aRegistration(), espocrm), found(aSpec(), undefined, espocrm)]).toEqual([code, code]);
  });

  test('the registration before the address', () => {
    expect(found(aSpec(), aRegistration({ ownedByUs: false }), { siteUrl: 'https://other.example.com' })).toBe(
      'registration-not-owned',
    );
  });
});

describe('the advice names', () => {
  const advice = (spec: ConnectionSpec, registration?: Partial<RegistrationSeen>, siteUrl = spec.espocrmUrl) =>
    obstacle(
      spec,
      seen({ registration: registration && aRegistration(registration), espocrm: anEspoCrm({ siteUrl }) }),
    );

  test.each([
    [
      'who becomes an owner of which registration',
      { ownedByUs: false },
      ['az ad app owner add --id app-1 --owner-object-id'],
    ],
    ['which registration is the app itself', { isOurIdentity: true }, ['app-1']],
    [
      'how many permissions are too many, and of which registration',
      { applicationPermissions: 2 },
      ['app-1', '2 application permissions'],
    ],
  ])('%s', (_what, registration, facts) => {
    expect(advice(aSpec(), registration)?.detail).toEqual(textWith(...facts));
  });

  test('which registration cannot be adopted, and why', () => {
    expect(advice(adopting, { signInAudience: OPEN })?.detail).toEqual(textWith('app-1', OPEN));
    expect(advice(adopting)?.detail).toEqual(textWith('app-1'));
  });

  test('both addresses of an EspoCRM', () => {
    const { detail } = advice(aSpec(), {}, 'https://other.example.com') ?? {};
    expect(detail).toEqual(textWith('https://crm.example.com', 'https://other.example.com', 'Site URL'));
  });
});

/** One client secret of ours for each number: in how many days it expires. */
const expiringIn = (...days: readonly number[]) =>
  aRegistration({ credentials: days.map((days, index) => aCredential(`key-${index}`, day(-100), day(days))) });

describe('another client secret', () => {
  test.each<[string, readonly number[], boolean]>([
    ['fits beside none', [], true],
    ['fits beside four that live', [600, 600, 600, 600], true],
    ['does not fit beside five that live', [600, 600, 600, 600, 600], false],
    ['does not fit beside six that live', [600, 600, 600, 600, 600, 600], false],
    ['fits beside four that live and one that has expired just now', [600, 600, 600, 600, 0], true],
    ['does not fit beside four that live and one that lives a moment longer', [600, 600, 600, 600, MS], false],
    ['fits beside any number that have expired', [-1, -1, -1, -1, -1, -1, 600], true],
  ])('%s', (_what, days, fits) => {
    expect(tooManyCredentials(NOW, expiringIn(...days)) === undefined).toBe(fits);
  });

  test('that does not fit: how many there are is told, and where', () => {
    expect(tooManyCredentials(NOW, expiringIn(600, 600, 600, 600, 600, -1))).toEqual({
      code: 'too-many-credentials',
      detail: expect.stringContaining('app-1 has 5 live client secrets'),
    });
  });
});
