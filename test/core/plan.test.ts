import type { Observation } from '../../src/core/observation';
import { plan } from '../../src/core/plan';
import { aCredential, anEspoCrm, aRegistration, aSpec, aStoredSecret, day, hour, NOW, seen } from '../support/seen';

const spec = aSpec();
/** What a plan would do, as words: `deliver new`, `retire superseded key-0`. */
const words = (observation: Observation, wanted = spec) =>
  plan(wanted, observation).actions.map((action) =>
    action.kind === 'retire' ? `${action.kind} ${action.keyId}` : `${action.kind} ${action.reason}`,
  );
const anOldSecret = aStoredSecret({ version: 'version-0', keyId: 'key-0', issuedAt: day(-700), expiresAt: day(29) });
const liveKeys = [aCredential('key-0', day(-700), day(29)), aCredential('key-1', NOW)];
const aNewSecret = (issuedHours: number) =>
  aStoredSecret({ issuedAt: hour(issuedHours), inUseSince: undefined, deliveredAt: undefined });
const twoKeys = [aCredential('key-0', day(-800), day(-70)), aCredential('key-1', day(-100))];

const table: readonly (readonly [string, Observation, ...string[]])[] = [
  ['a healthy connection is left alone', seen()],

  ['nothing in Entra yet: register', seen({ registration: undefined, stored: undefined }), 'register missing'],
  [
    'the registration has lost its service principal: register',
    seen({ registration: aRegistration({ hasServicePrincipal: false }) }),
    'register drifted',
  ],
  [
    'somebody renamed the registration: register',
    seen({ registration: aRegistration({ displayName: 'Something' }) }),
    'register drifted',
  ],
  [
    'somebody opened it to other tenants: register',
    seen({ registration: aRegistration({ signInAudience: 'AzureADMultipleOrgs' }) }),
    'register drifted',
  ],
  [
    'its redirect URI is gone: register',
    seen({ registration: aRegistration({ redirectUris: [] }) }),
    'register drifted',
  ],
  [
    'its optional claims are gone: register',
    seen({ registration: aRegistration({ idTokenClaims: ['email'] }) }),
    'register drifted',
  ],
  [
    'it has more redirect URIs and claims than ours: left alone',
    seen({
      registration: aRegistration({
        redirectUris: ['https://old.example.com/oauth-callback.php', 'https://crm.example.com/oauth-callback.php'],
        idTokenClaims: ['groups', 'email', 'given_name', 'family_name', 'upn'],
      }),
    }),
  ],

  ['nothing in Key Vault: issue', seen({ stored: undefined }), 'issue missing'],
  [
    'Entra no longer lists what the vault names: issue',
    seen({ registration: aRegistration({ credentials: [] }) }),
    'issue revoked',
  ],
  [
    'Entra does not list a secret issued minutes ago: not yet, not revoked',
    seen({ registration: aRegistration({ credentials: [] }), stored: aStoredSecret({ issuedAt: hour(-0.2) }) }),
  ],
  ['the secret expires in 31 days: not yet', seen({ stored: aStoredSecret({ expiresAt: day(31) }) })],
  [
    'the secret expires in 30 days and half an hour, as when the event comes early: issue',
    seen({ stored: aStoredSecret({ expiresAt: hour(30 * 24 + 0.5) }) }),
    'issue expiring',
  ],
  ['the secret has expired: issue', seen({ stored: aStoredSecret({ expiresAt: day(-1) }) }), 'issue expiring'],

  [
    'stored but never delivered: deliver',
    seen({ stored: aStoredSecret({ inUseSince: undefined, deliveredAt: undefined }) }),
    'deliver new',
  ],
  [
    'new, while EspoCRM has an old secret that works: left to reach all of Entra first',
    seen({
      registration: aRegistration({ credentials: liveKeys }),
      stored: aNewSecret(-0.1),
      superseded: [anOldSecret],
    }),
  ],
  [
    'new for a quarter of an hour: deliver',
    seen({
      registration: aRegistration({ credentials: liveKeys }),
      stored: aNewSecret(-0.25),
      superseded: [anOldSecret],
    }),
    'deliver new',
  ],
  [
    'new, and the old secret was revoked: deliver at once',
    seen({ stored: aNewSecret(-0.1), superseded: [anOldSecret] }),
    'deliver new',
  ],
  [
    'new, and the old secret has expired: deliver at once',
    seen({
      registration: aRegistration({
        credentials: [aCredential('key-0', day(-700), hour(-1)), aCredential('key-1', NOW)],
      }),
      stored: aNewSecret(-0.1),
      superseded: [anOldSecret],
    }),
    'deliver new',
  ],
  [
    'new, and EspoCRM was set up otherwise by hand: deliver at once',
    seen({
      registration: aRegistration({ credentials: liveKeys }),
      stored: aNewSecret(-0.1),
      superseded: [anOldSecret],
      espocrm: anEspoCrm({ settings: { ...anEspoCrm().settings, oidcClientId: 'other' } }),
    }),
    'deliver new',
  ],
  [
    'EspoCRM was switched back to its own login: deliver',
    seen({ espocrm: anEspoCrm({ settings: { ...anEspoCrm().settings, authenticationMethod: 'Espo' } }) }),
    'deliver drifted',
  ],
  [
    'somebody switched the fallback login off: deliver',
    seen({ espocrm: anEspoCrm({ settings: { ...anEspoCrm().settings, oidcFallback: false } }) }),
    'deliver drifted',
  ],
  [
    "EspoCRM's own two-factor is on again: deliver",
    seen({ espocrm: anEspoCrm({ settings: { ...anEspoCrm().settings, auth2FA: true } }) }),
    'deliver drifted',
  ],
  [
    'this version of EspoCRM lacks a setting: left alone',
    seen({
      espocrm: anEspoCrm({
        settings: { ...anEspoCrm().settings, oidcAuthorizationPrompt: undefined },
        unsupported: ['oidcAuthorizationPrompt'],
      }),
    }),
  ],
  ['EspoCRM was seen to hold a secret that Entra refuses: deliver', seen({ heldSecret: 'refused' }), 'deliver drifted'],
  ['EspoCRM was seen to hold a good secret: left alone', seen({ heldSecret: 'accepted' })],
  [
    'first delivered a day ago: deliver again, in case the write was lost',
    seen({ stored: aStoredSecret({ inUseSince: day(-1), deliveredAt: day(-1) }) }),
    'deliver refresh',
  ],
  [
    'delivered again after a day: then not for two',
    seen({ stored: aStoredSecret({ inUseSince: day(-2.9), deliveredAt: day(-1.9) }) }),
  ],
  ['delivered six days ago: left alone', seen({ stored: aStoredSecret({ deliveredAt: day(-6) }) })],
  [
    'delivered a week ago: deliver again, since it cannot be read back',
    seen({ stored: aStoredSecret({ deliveredAt: day(-7) }) }),
    'deliver refresh',
  ],

  [
    'an old secret past the overlap: deliver again, then retire',
    seen({ registration: aRegistration({ credentials: twoKeys }) }),
    'deliver before-retiring',
    'retire key-0',
  ],
  [
    'an old secret within the overlap: left alone',
    seen({ registration: aRegistration({ credentials: twoKeys }), stored: aStoredSecret({ inUseSince: day(-6) }) }),
  ],
  [
    'an old secret whose successor was never delivered: deliver, retire nothing',
    seen({
      registration: aRegistration({ credentials: twoKeys }),
      stored: aStoredSecret({ inUseSince: undefined, deliveredAt: undefined }),
    }),
    'deliver new',
  ],
  [
    'a stray younger than the overlap: left alone',
    seen({
      registration: aRegistration({ credentials: [aCredential('stray', day(-6)), aCredential('key-1', day(-100))] }),
    }),
  ],
  [
    'a stray past the overlap: deliver again, then retire',
    seen({
      registration: aRegistration({ credentials: [aCredential('stray', day(-8)), aCredential('key-1', day(-100))] }),
    }),
    'deliver before-retiring',
    'retire stray',
  ],
  [
    'several old ones: one delivery, then all',
    seen({ registration: aRegistration({ credentials: [...twoKeys, aCredential('stray', day(-50))] }) }),
    'deliver before-retiring',
    'retire key-0',
    'retire stray',
  ],
  [
    'drift and an old secret: the delivery serves both',
    seen({ registration: aRegistration({ credentials: twoKeys }), espocrm: anEspoCrm({ settings: {} }) }),
    'deliver drifted',
    'retire key-0',
  ],
  [
    'a version left enabled after its secret was removed: deliver again, then disable it',
    seen({ superseded: [aStoredSecret({ version: 'version-0', keyId: 'key-0', issuedAt: day(-800) })] }),
    'deliver before-retiring',
    'retire key-0',
  ],
  [
    'two versions of the same secret, after a repeated write: left alone',
    seen({ superseded: [aStoredSecret({ version: 'version-0' })] }),
  ],
];

describe('the plan', () => {
  const rows = table.map(([sentence, observation, ...actions]) => ({ sentence, observation, actions }));
  test.each(rows)('$sentence', ({ observation, actions }) => {
    expect(words(observation)).toEqual(actions);
  });

  test('leaves two-factor alone where the specification says so', () => {
    const unchanged = aSpec({ signIn: { ...spec.signIn, espocrmTwoFactor: 'unchanged' } });
    const espocrm = anEspoCrm({ settings: { ...anEspoCrm().settings, auth2FA: true } });
    expect(words(seen({ espocrm }), unchanged)).toEqual([]);
  });

  test('does nothing to a registration the app does not own, and says how to mend it', () => {
    const { actions, problems } = plan(
      spec,
      seen({ registration: aRegistration({ ownedByUs: false }), stored: undefined }),
    );
    expect(actions).toEqual([]);
    expect(problems).toEqual([
      { code: 'registration-not-owned', detail: expect.stringContaining('az ad app owner add --id app-1') },
    ]);
  });

  test.each([
    ['that holds application permissions', { applicationPermissions: 2 }],
    ['that this app itself acts with', { isOurIdentity: true }],
  ])('does nothing to a registration %s, due as anything may be', (_what, power) => {
    const { actions, problems } = plan(
      spec,
      seen({ registration: aRegistration({ ...power, displayName: 'Drifted' }), stored: undefined }),
    );
    expect(actions).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['registration-too-powerful']);
  });

  test('does nothing to an EspoCRM that calls itself something else', () => {
    const { actions, problems } = plan(spec, seen({ espocrm: anEspoCrm({ siteUrl: 'https://other.example.com' }) }));
    expect(actions).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['espocrm-url-differs']);
  });

  test('takes a site URL with a trailing slash for the same', () => {
    expect(words(seen({ espocrm: anEspoCrm({ siteUrl: 'https://crm.example.com/' }) }))).toEqual([]);
  });

  test('registers the redirect URI in the very letters EspoCRM will send', () => {
    expect(words(seen({ espocrm: anEspoCrm({ siteUrl: 'https://CRM.example.com' }) }))).toEqual(['register drifted']);
  });

  test('adds no sixth secret, but still tidies up', () => {
    const credentials = ['a', 'b', 'c', 'd'].map((keyId) => aCredential(keyId, day(-50)));
    const registration = aRegistration({ credentials: [...credentials, aCredential('key-1', day(-100))] });
    const { actions, problems } = plan(spec, seen({ registration, stored: aStoredSecret({ expiresAt: day(20) }) }));
    expect(problems.map(({ code }) => code)).toEqual(['too-many-credentials']);
    expect(actions.map(({ kind }) => kind)).toEqual(['deliver', 'retire', 'retire', 'retire', 'retire']);
  });

  test.each<[string, Observation, Date]>([
    ['the daily look', seen(), day(1)],
    ['the refresh, when that comes first', seen({ stored: aStoredSecret({ deliveredAt: day(-6.5) }) }), day(0.5)],
    [
      'the renewal, when that comes first',
      seen({ stored: aStoredSecret({ expiresAt: day(30.5) }) }),
      new Date(day(0.5).getTime() - 3_600_000),
    ],
    [
      'the end of an overlap, when that comes first',
      seen({ registration: aRegistration({ credentials: twoKeys }), stored: aStoredSecret({ inUseSince: day(-6.5) }) }),
      day(0.5),
    ],
  ])('asks to look again at %s', (_what, observation, at) => {
    expect(plan(spec, observation).recheckAt).toEqual(at);
  });

  test('says the same for the same observation, and changes nothing it was given', () => {
    const observation = seen({ registration: aRegistration({ credentials: twoKeys }) });
    const before = structuredClone(observation);
    expect(plan(spec, observation)).toEqual(plan(spec, observation));
    expect(observation).toEqual(before);
    expect(NOW).toEqual(new Date('2026-11-24T12:00:00.000Z'));
  });
});
