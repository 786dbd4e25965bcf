/** Builders of specifications and observations: a healthy connection, from which each test departs by what it is about. */
import { type ConnectionSpec, DEFAULTS } from '../../src/core/connection';
import { wantedSettings } from '../../src/core/decide/espocrmSettings';
import { ID_TOKEN_CLAIMS } from '../../src/core/decide/registration';
import type { EspoCrmSeen, Issued, Observation, RegistrationSeen, StoredSecret } from '../../src/core/observation';

export const NOW = new Date('2026-11-24T12:00:00.000Z');

const DAY_MS = 86_400_000;
/** That many days before or after NOW. */
export const day = (offset: number): Date => new Date(Math.round(NOW.getTime() + offset * DAY_MS));
export const hour = (offset: number): Date => day(offset / 24);
/** In days. */
export const MINUTE = 1 / (24 * 60);
/** In days: what lies just before or after a limit. */
export const MS = 1 / DAY_MS;

export const aSpec = (changes: Partial<ConnectionSpec> = {}): ConnectionSpec => ({
  name: 'acme',
  espocrmUrl: 'https://crm.example.com',
  displayName: 'EspoCRM (acme)',
  ...DEFAULTS,
  ...changes,
});

export const aCredential = (keyId: string, startsAt: Date, endsAt = day(600)) => ({ keyId, startsAt, endsAt });

export const aRegistration = (changes: Partial<RegistrationSeen> = {}): RegistrationSeen => ({
  objectId: 'object-1',
  appId: 'app-1',
  displayName: 'EspoCRM (acme)',
  signInAudience: 'AzureADMyOrg',
  redirectUris: ['https://crm.example.com/oauth-callback.php'],
  idTokenClaims: [...ID_TOKEN_CLAIMS],
  hasServicePrincipal: true,
  ownedByUs: true,
  isOurIdentity: false,
  applicationPermissions: 0,
  groupMembershipClaims: null,
  assignedGroups: [],
  otherCredentials: [],
  credentials: [aCredential('key-1', day(-100))],
  ...changes,
});

export const aStoredSecret = (changes: Partial<StoredSecret> = {}): StoredSecret => ({
  version: 'version-1',
  keyId: 'key-1',
  issuedAt: day(-100),
  expiresAt: day(600),
  inUseSince: day(-100),
  deliveredAt: day(-1),
  refusedAt: undefined,
  tags: {},
  ...changes,
});

const endpoints = {
  authorization: 'https://login.example.com/tenant/authorize',
  token: 'https://login.example.com/tenant/token',
  jwks: 'https://login.example.com/tenant/keys',
};

export const anEspoCrm = (changes: Partial<EspoCrmSeen> = {}, spec = aSpec()): EspoCrmSeen => ({
  version: '10.0.0',
  siteUrl: 'https://crm.example.com',
  settings: wantedSettings(spec, { appId: 'app-1', assignedGroups: [] }, endpoints),
  teams: {},
  userNameLength: 50,
  unsupported: [],
  ...changes,
});

export const seen = (changes: Partial<Observation> = {}): Observation => ({
  at: NOW,
  endpoints,
  registration: aRegistration(),
  stored: aStoredSecret(),
  superseded: [],
  espocrm: anEspoCrm(),
  offered: undefined,
  heldSecret: 'unknown',
  ...changes,
});

/** With a registration and a stored secret for certain. */
export const seenIssued = (changes: Partial<Issued> = {}): Issued => ({
  ...seen(),
  registration: aRegistration(),
  stored: aStoredSecret(),
  ...changes,
});
