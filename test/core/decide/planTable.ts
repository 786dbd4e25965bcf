/** What is seen, and what the plan does about it, for a connection that is otherwise healthy. */
import type { Observation } from '../../../src/core/observation';
import {
  aCredential,
  anEspoCrm,
  aRegistration,
  aStoredSecret,
  day,
  hour,
  MINUTE,
  MS,
  NOW,
  seen,
} from '../../support/seen';

const anOldSecret = aStoredSecret({ version: 'version-0', keyId: 'key-0', issuedAt: day(-700), expiresAt: day(29) });
const liveKeys = [aCredential('key-0', day(-700), day(29)), aCredential('key-1', NOW)];
const aNewSecret = (issuedHours: number) =>
  aStoredSecret({ issuedAt: hour(issuedHours), inUseSince: undefined, deliveredAt: undefined });
/** The old secret, which outlives the quarter of an hour that a new one is given by so many days. */
const anOldSecretFor = (days: number) => ({
  registration: aRegistration({
    credentials: [aCredential('key-0', day(-700), day(15 * MINUTE + days)), aCredential('key-1', NOW)],
  }),
  superseded: [anOldSecret],
});
export const twoKeys = [aCredential('key-0', day(-800), day(-70)), aCredential('key-1', day(-100))];

export const planTable: readonly (readonly [string, Observation, ...string[]])[] = [
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
    'Entra refuses what the vault holds, though it lists it: issue, and the old one stays',
    seen({ stored: aStoredSecret({ refusedAt: NOW }) }),
    'issue unusable',
  ],
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
    'new, and the old secret lives for a day longer than the wait, and a moment: still left to reach all of Entra',
    seen({ ...anOldSecretFor(1 + MS), stored: aNewSecret(0) }),
  ],
  [
    'new, and the old secret lives for no more than a day longer than the wait: deliver at once',
    seen({ ...anOldSecretFor(1), stored: aNewSecret(0) }),
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
