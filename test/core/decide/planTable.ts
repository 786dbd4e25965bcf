/** What the plan does, and what it sees: a connection that is otherwise healthy, and what is wanted by default. */
import type { ConnectionSpec, Revocation } from '../../../src/core/connection';
import type { EspoCrmSeen, Observation, RegistrationSeen, StoredSecret } from '../../../src/core/observation';
import { aCredential, anEspoCrm, aRegistration, aSpec, aStoredSecret, day, MINUTE, MS, NOW } from '../../support/seen';

/** A sentence, what is done in the words of `planWords`, what is seen otherwise, and what is wanted otherwise. */
export type Row = [string, string, Partial<Observation>, Partial<ConnectionSpec>?];

const registered = (changes: Partial<RegistrationSeen>) => ({ registration: aRegistration(changes) });
const stored = (changes: Partial<StoredSecret>) => ({ stored: aStoredSecret(changes) });
const espocrm = (changes: Partial<EspoCrmSeen>) => ({ espocrm: anEspoCrm(changes) });
const settings = (changes: object) => espocrm({ settings: { ...anEspoCrm().settings, ...changes } });
const uri = (site: string) => `${site}/oauth-callback.php`;

const OTHER = 'https://other.example.com';
const OLD = 'https://old.example.com';
const CRM = 'https://crm.example.com';
/** EspoCRM is to move from OLD to CRM; that was asked for so many days ago, and the overlap is a week. */
const moving = (days: number) => ({ moved: { at: day(-days), from: [OLD] } });

export const registering: readonly Row[] = [
  ['all is well: nothing', 'idle', {}],
  ['there is none yet: register', 'register missing', { registration: undefined, stored: undefined }],
  ['it has lost its service principal: register', 'register drifted', registered({ hasServicePrincipal: false })],
  ['somebody renamed it: register', 'register drifted', registered({ displayName: 'Something' })],
  ['its redirect URI is gone: register', 'register drifted', registered({ redirectUris: [] })],
  [
    'its redirect URI is in other letters than EspoCRM sends: register',
    'register drifted',
    espocrm({ siteUrl: 'https://CRM.example.com' }),
  ],
  ['EspoCRM writes its address with a slash: nothing', 'idle', espocrm({ siteUrl: `${CRM}/` })],
  [
    'the app does not own it: nothing',
    'blocked, registration-not-owned',
    { ...registered({ ownedByUs: false }), stored: undefined },
  ],
  [
    'it holds application permissions: nothing, due as anything may be',
    'blocked, registration-too-powerful',
    { ...registered({ applicationPermissions: 2, displayName: 'Drifted' }), stored: undefined },
  ],
  [
    'the app itself acts with it: nothing, due as anything may be',
    'blocked, registration-too-powerful',
    { ...registered({ isOurIdentity: true, displayName: 'Drifted' }), stored: undefined },
  ],
  ['EspoCRM calls itself otherwise: nothing', 'blocked, espocrm-url-differs', espocrm({ siteUrl: OTHER })],
  [
    'EspoCRM calls itself otherwise, and there is no registration yet: nothing',
    'blocked, espocrm-url-differs',
    { ...espocrm({ siteUrl: OTHER }), registration: undefined, stored: undefined },
  ],
  [
    'EspoCRM calls itself otherwise, and the registration has drifted: nothing',
    'blocked, espocrm-url-differs',
    { ...espocrm({ siteUrl: OTHER }), ...registered({ displayName: 'Drifted' }) },
  ],
  [
    'EspoCRM is to move: Entra is told of its new address first',
    'register moved',
    { ...espocrm({ siteUrl: OLD }), ...registered({ redirectUris: [uri(OLD)] }) },
    moving(1),
  ],
  [
    'EspoCRM is to move, and Entra knows its new address: nothing until it has',
    'blocked, espocrm-url-differs',
    { ...espocrm({ siteUrl: OLD }), ...registered({ redirectUris: [uri(OLD), uri(CRM)] }) },
    moving(1),
  ],
  [
    'EspoCRM is to move, and there is no registration: nothing until it has',
    'blocked, espocrm-url-differs',
    { ...espocrm({ siteUrl: OLD }), registration: undefined, stored: undefined },
    moving(1),
  ],
  [
    'EspoCRM is to move, and the app does not own the registration: nothing',
    'blocked, registration-not-owned',
    { ...espocrm({ siteUrl: OLD }), ...registered({ redirectUris: [uri(OLD)], ownedByUs: false }) },
    moving(1),
  ],
  [
    'EspoCRM has moved: its former address stays',
    'idle',
    registered({ redirectUris: [uri(OLD), uri(CRM)] }),
    moving(1),
  ],
  [
    'EspoCRM has moved a week ago: its former address goes',
    'register drifted',
    registered({ redirectUris: [uri(OLD), uri(CRM)] }),
    moving(7),
  ],
];

const rotating = (revoke: Revocation, ...replaces: readonly string[]) => ({
  rotation: { requestedAt: day(-1), reason: 'leaked', revoke, replaces },
});
const SALES = { teams: [{ team: 'Sales', group: 'Sales' }] };
/** The group Sales is not assigned to it, and EspoCRM's team settings are left alone. */
const unknownGroup = (changes: Partial<RegistrationSeen> = {}) =>
  registered({ groupMembershipClaims: 'ApplicationGroup', ...changes });
/** All the room there is: five that live, each as old as that. */
const five = (...startsAt: readonly Date[]) => ({
  credentials: [...startsAt.map((at, index) => aCredential(`stray-${index}`, at)), aCredential('key-1', day(-100))],
});
const YOUNG = [day(-1), day(-1), day(-1), day(-1)];
const AGED = [day(-50), day(-50), day(-50), day(-50)];
const TIDY = ['stray-0', 'stray-1', 'stray-2', 'stray-3'].map((keyId) => `retire superseded ${keyId}`).join(', ');
const DUE = stored({ expiresAt: day(20) });
const UNLISTED = registered({ credentials: [] });

export const issuing: readonly Row[] = [
  ['nothing is stored: issue', 'issue missing', { stored: undefined }],
  ['Entra refuses what is stored, though it lists it: issue', 'issue unusable', stored({ refusedAt: NOW })],
  ['Entra does not list what is stored: issue', 'issue revoked', UNLISTED],
  [
    'Entra does not list what was stored a quarter of an hour ago: issue',
    'issue revoked',
    { ...UNLISTED, ...stored({ issuedAt: day(-15 * MINUTE) }) },
  ],
  [
    'Entra does not list yet what was stored a moment less ago: nothing',
    'idle',
    { ...UNLISTED, ...stored({ issuedAt: day(-15 * MINUTE + MS) }) },
  ],
  [
    'it expires in 30 days and an hour, as when the event comes early: issue',
    'issue expiring',
    stored({ expiresAt: day(30 + 60 * MINUTE) }),
  ],
  ['it expires a moment later: nothing', 'idle', stored({ expiresAt: day(30 + 60 * MINUTE + MS) })],
  ['it has expired: issue', 'issue expiring', stored({ expiresAt: day(-1) })],
  ['a rotation replaces it: issue', 'issue requested', {}, rotating('after-overlap', 'key-1')],
  [
    'a rotation replaces it, and Entra refuses it: issue, once',
    'issue requested',
    stored({ refusedAt: NOW }),
    rotating('after-overlap', 'key-1'),
  ],
  ['a rotation replaced others: nothing', 'idle', {}, rotating('after-overlap', 'key-0')],
  ['it is to go immediately: retire before anything else', 'retire leaked key-1', {}, rotating('immediately', 'key-1')],
  [
    'several are to go immediately: retire all of them',
    'retire leaked key-0, retire leaked key-1',
    registered({ credentials: [aCredential('key-0', day(-800)), aCredential('key-1', day(-100))] }),
    rotating('immediately', 'key-0', 'key-1'),
  ],
  ['a group is not known, and all is well otherwise: it is told', 'blocked, group-not-assigned', unknownGroup(), SALES],
  [
    'a group is not known: it stops no issue',
    'issue missing, group-not-assigned',
    { ...unknownGroup(), stored: undefined },
    SALES,
  ],
  [
    'a group is not known: it stops no retirement of what has leaked',
    'retire leaked key-1, group-not-assigned',
    unknownGroup(),
    { ...SALES, ...rotating('immediately', 'key-1') },
  ],
  ['five live, and none is due: nothing', 'idle', registered(five(...YOUNG))],
  [
    'five live: no sixth, and the rest is tidied up',
    `deliver before-retiring, ${TIDY}, too-many-credentials`,
    { ...registered(five(...AGED)), ...DUE },
  ],
  [
    'five live, too young to be tidied up: no sixth',
    'blocked, too-many-credentials',
    { ...registered(five(...YOUNG)), ...DUE },
  ],
  [
    'five live, and nothing is stored: no sixth',
    'blocked, too-many-credentials',
    { ...registered(five(...AGED)), stored: undefined },
  ],
  [
    'five live, and Entra refuses what is stored: nothing beside it is superseded',
    'blocked, too-many-credentials',
    { ...registered(five(...AGED)), ...stored({ refusedAt: NOW }) },
  ],
  [
    'five live, and Entra does not list what is stored: nothing beside it is superseded',
    'blocked, too-many-credentials',
    { ...registered(five(...AGED)), ...stored({ keyId: 'key-9' }) },
  ],
  [
    'five live, and a group is not known: both are told',
    'blocked, group-not-assigned, too-many-credentials',
    { ...unknownGroup(five(...YOUNG)), ...DUE },
    SALES,
  ],
];

const NEVER_DELIVERED = { inUseSince: undefined, deliveredAt: undefined };
const delivered = (first: number, last = first) => stored({ inUseSince: day(-first), deliveredAt: day(-last) });
const wanting = (userNameLength: number) => ({ signIn: { ...aSpec().signIn, userNameLength } });
const portal = (isLinked: boolean) => espocrm({ portal: { hasProvider: true, isLinked } });

export const delivering: readonly Row[] = [
  ['it never was delivered: deliver', 'deliver new', stored(NEVER_DELIVERED)],
  ['since when it is in use is not known: deliver', 'deliver new', stored({ inUseSince: undefined })],
  ['when it was last delivered is not known: deliver', 'deliver new', stored({ deliveredAt: undefined })],
  [
    'EspoCRM was switched back to its own login: deliver',
    'deliver drifted',
    settings({ authenticationMethod: 'Espo' }),
  ],
  ['somebody switched the fallback off: deliver', 'deliver drifted', settings({ oidcFallback: false })],
  ["EspoCRM's own two-factor is on again: deliver", 'deliver drifted', settings({ auth2FA: true })],
  [
    'it is on, and is to stay as it is: nothing',
    'idle',
    settings({ auth2FA: true }),
    { signIn: { ...aSpec().signIn, espocrmTwoFactor: 'unchanged' } },
  ],
  [
    'this EspoCRM does not know a setting: nothing',
    'idle',
    espocrm({ settings: { ...anEspoCrm().settings, oidcSync: undefined }, unsupported: ['oidcSync'] }),
  ],
  ['EspoCRM was seen to hold a secret that Entra refuses: deliver', 'deliver drifted', { heldSecret: 'refused' }],
  ['EspoCRM was seen to hold one that Entra accepts: nothing', 'idle', { heldSecret: 'accepted' }],
  ['the portal is not linked to our provider: deliver', 'deliver drifted', portal(false)],
  ['it is: nothing', 'idle', portal(true)],
  ['EspoCRM keeps less of a user name than is wanted: deliver', 'deliver drifted', {}, wanting(51)],
  ['EspoCRM keeps as much as is wanted: nothing', 'idle', {}, wanting(50)],
  ['first delivered a day ago: deliver again, in case the write was lost', 'deliver refresh', delivered(1)],
  ['first delivered a moment less ago: nothing', 'idle', delivered(1 - MS)],
  ['delivered again a day after the first time, two days ago: deliver again', 'deliver refresh', delivered(3, 2)],
  ['delivered again a day after the first time, a moment less ago: nothing', 'idle', delivered(3 - MS, 2 - MS)],
  ['delivered a week ago: deliver again, since it cannot be read back', 'deliver refresh', delivered(100, 7)],
  ['delivered a moment less than a week ago: nothing', 'idle', delivered(100, 7 - MS)],
];

const anOldSecret = aStoredSecret({ version: 'version-0', keyId: 'key-0', issuedAt: day(-700), expiresAt: day(29) });
/** A new secret, stored so many minutes ago, beside an old one that EspoCRM uses until it expires. */
const newBesideOld = (minutes: number, endsAt: Date = day(29)) => ({
  ...registered({
    credentials: [aCredential('key-0', day(-700), endsAt), aCredential('key-1', day(-minutes * MINUTE))],
  }),
  ...stored({ issuedAt: day(-minutes * MINUTE), ...NEVER_DELIVERED }),
  superseded: [anOldSecret],
});
const theirs = { ...aCredential('theirs', day(-700), day(29)), displayName: 'by hand' };

export const waiting: readonly Row[] = [
  ['new, while EspoCRM has an old one that works: wait, until all of Entra knows it', 'wait', newBesideOld(0)],
  ['new for not quite a quarter of an hour: wait', 'wait', newBesideOld(15 - MS / MINUTE)],
  ['new for a quarter of an hour: deliver', 'deliver new', newBesideOld(15)],
  [
    'new, and given no time: deliver',
    'deliver new',
    newBesideOld(0),
    { secret: { ...aSpec().secret, deliverAfter: { months: 0, ms: 0 } } },
  ],
  [
    'new, and the old one outlives the wait by a day and a moment: wait',
    'wait',
    newBesideOld(0, day(1 + 15 * MINUTE + MS)),
  ],
  ['new, and the old one outlives the wait by a day: deliver', 'deliver new', newBesideOld(0, day(1 + 15 * MINUTE))],
  ['new, and the old one has expired: deliver', 'deliver new', newBesideOld(0, day(-MINUTE))],
  [
    'new, and the old one was revoked: deliver',
    'deliver new',
    { ...newBesideOld(0), ...registered({ credentials: [aCredential('key-1', NOW)] }) },
  ],
  [
    'new, and the other never was stored, so is not in use: deliver',
    'deliver new',
    { ...newBesideOld(0), superseded: [] },
  ],
  [
    'new, and EspoCRM has one that was made by others: wait',
    'wait',
    {
      ...newBesideOld(0),
      ...registered({ credentials: [aCredential('key-1', NOW)], otherCredentials: [theirs] }),
      superseded: [],
    },
  ],
  [
    'new, and EspoCRM was seen to hold one that Entra refuses: deliver',
    'deliver new',
    { ...newBesideOld(0), heldSecret: 'refused' },
  ],
  [
    'new, and nobody could sign in: deliver',
    'deliver new',
    { ...newBesideOld(0), ...settings({ oidcClientId: 'other' }) },
  ],
  [
    'new, and people can sign in, though something else has drifted: wait',
    'wait',
    { ...newBesideOld(0), ...settings({ oidcSync: false }) },
  ],
  [
    'new, and the old one is to go after the delivery: deliver',
    'deliver new',
    newBesideOld(0),
    rotating('after-delivery', 'key-0'),
  ],
  ['new, and the old one may stay for the overlap: wait', 'wait', newBesideOld(0), rotating('after-overlap', 'key-0')],
  [
    'new, but in use already, and something has drifted: deliver',
    'deliver drifted',
    {
      ...newBesideOld(1),
      ...stored({ issuedAt: day(-MINUTE), inUseSince: NOW, deliveredAt: NOW }),
      ...settings({ oidcSync: false }),
    },
  ],
  [
    'new, and a group is not known: that is told meanwhile',
    'blocked, group-not-assigned',
    { ...newBesideOld(0), ...unknownGroup({ credentials: newBesideOld(0).registration.credentials }) },
    SALES,
  ],
];

const twoKeys = registered({
  credentials: [aCredential('key-0', day(-800), day(-70)), aCredential('key-1', day(-100))],
});
const beside = (keyId: string, startsAt: Date) =>
  registered({ credentials: [aCredential(keyId, startsAt), aCredential('key-1', day(-100))] });

export const retiring: readonly Row[] = [
  [
    'an old one past the overlap: deliver again, then retire',
    'deliver before-retiring, retire superseded key-0',
    twoKeys,
  ],
  [
    'an old one, and the overlap is over just now: deliver again, then retire',
    'deliver before-retiring, retire superseded key-0',
    { ...twoKeys, ...stored({ inUseSince: day(-7) }) },
  ],
  ['an old one, a moment before that: nothing', 'idle', { ...twoKeys, ...stored({ inUseSince: day(-7 + MS) }) }],
  [
    'an old one whose successor never was delivered: deliver, retire nothing',
    'deliver new',
    { ...twoKeys, ...stored(NEVER_DELIVERED) },
  ],
  [
    'a stray that has lived for a week: deliver again, then retire',
    'deliver before-retiring, retire superseded stray',
    beside('stray', day(-7)),
  ],
  ['a stray that has lived for a moment less: nothing', 'idle', beside('stray', day(-7 + MS))],
  [
    'several old ones: one delivery, then all',
    'deliver before-retiring, retire superseded key-0, retire superseded stray',
    registered({ credentials: [...twoKeys.registration.credentials, aCredential('stray', day(-50))] }),
  ],
  [
    'drift and an old one: the delivery serves both',
    'deliver drifted, retire superseded key-0',
    { ...twoKeys, ...settings({ oidcSync: false }) },
  ],
  [
    'a version left enabled after its secret was removed: deliver again, then disable it',
    'deliver before-retiring, retire superseded key-0',
    { superseded: [aStoredSecret({ version: 'version-0', keyId: 'key-0', issuedAt: day(-800) })] },
  ],
  [
    'two versions of the same secret, after a repeated write: nothing',
    'idle',
    { superseded: [aStoredSecret({ version: 'version-0' })] },
  ],
  ['one that others made: nothing', 'idle', registered({ otherCredentials: [theirs] })],
  [
    'one that others made and the request names: deliver again, then retire',
    'deliver before-retiring, retire named theirs',
    registered({ otherCredentials: [theirs] }),
    { adopt: { applicationId: 'app-1', removeSecrets: ['theirs'] } },
  ],
];

/** A sentence, when, what is seen otherwise, and what is wanted otherwise. */
export const lookingAgain: readonly [string, Date, Partial<Observation>, Partial<ConnectionSpec>?][] = [
  ['at once after an action on the registration', NOW, { registration: undefined }],
  ['at once after an issue', NOW, { stored: undefined }],
  ['at once after a delivery', NOW, stored(NEVER_DELIVERED)],
  ['at once after a leaked secret was retired', NOW, {}, rotating('immediately', 'key-1')],
  ['tomorrow when all is well', day(1), {}],
  ['tomorrow when something is in the way', day(1), espocrm({ siteUrl: OTHER })],
  [
    'tomorrow when there is no room and nothing to deliver',
    day(1),
    { ...registered(five(...AGED)), stored: undefined },
  ],
  ['when a new secret may be delivered', day(10 * MINUTE), newBesideOld(5)],
  ['when the secret should be listed', day(10 * MINUTE), { ...UNLISTED, ...stored({ issuedAt: day(-5 * MINUTE) }) }],
  ['when it is delivered again, if that comes first', day(0.5), delivered(100, 6.5)],
  ['when it is renewed, if that comes first', day(0.5 - 60 * MINUTE), stored({ expiresAt: day(30.5) })],
  ['when an overlap ends, if that comes first', day(0.5), { ...twoKeys, ...stored({ inUseSince: day(-6.5) }) }],
];
