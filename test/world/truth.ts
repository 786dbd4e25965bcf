/** What Entra, Key Vault and EspoCRM really hold, whatever anybody sees of it. */
import type { Random } from '../../sandbox/kit/random';
import { readTags } from '../../src/adapters/keyVault/secretTags';
import { credentialMark } from '../../src/core/ownership';
import type { RegistrationWanted } from '../../src/reconcile/ports';

export const CONNECTION = 'acme';
export const APP_ID = 'app-1';
/** The mark of somebody else's tool. */
export const FOREIGN = 'somebody else';

/** What a sign-in with a made-up code shows: whether the secret is accepted, nothing, or it is switched off. */
export type Probe = 'tells' | 'mute' | 'off';

export type By = 'product' | 'hand';

export interface Credential {
  readonly keyId: string;
  readonly displayName: string;
  readonly isOurs: boolean;
  readonly text: string;
  readonly startsMs: number;
  readonly endsMs: number;
  /** From when on every server lists it. */
  readonly listedMs: number;
  /** From when on some server accepts it, and from when on every server. */
  readonly firstAcceptedMs: number;
  readonly acceptedMs: number;
  removed: { readonly by: By; readonly unlistedMs: number; readonly refusedMs: number } | undefined;
}

export interface Version {
  readonly version: string;
  readonly text: string;
  readonly expiresAt: Date;
  /** Whether somebody else put it there. */
  readonly byHand: boolean;
  tags: Record<string, string>;
  enabled: boolean;
}

export interface Registration {
  now: RegistrationWanted;
  before: RegistrationWanted | undefined;
  /** From when on every server answers with `now`. */
  knownMs: number;
  /** The same for the service principal; undefined when there is none. */
  principalKnownMs: number | undefined;
}

export interface Truth {
  registration: Registration | undefined;
  /** How often a secret was recorded as delivered that EspoCRM never held. */
  falseRecords: number;
  /** How often a process added a second credential without a look between. */
  blindAdditions: number;
  readonly credentials: Credential[];
  readonly versions: Version[];
  readonly espocrm: {
    readonly settings: Record<string, unknown>;
    /** Names of the settings that somebody changed by hand after the product wrote them. */
    readonly editedSettings: Set<string>;
    secret: string | undefined;
    secretBy: By;
    /** Every secret it ever held. */
    readonly held: Set<string>;
  };
  addCredential(displayName: string, nowMs: number, endsMs: number): Credential;
  remove(credential: Credential, by: By, nowMs: number): void;
  changeRegistration(changes: Partial<RegistrationWanted>, nowMs: number): void;
  addVersion(text: string, tags: Record<string, string>, expiresAt: Date, by: By): void;
  /** The moment by which a change made now is known everywhere. */
  spread(nowMs: number): number;
}

export const isOurs = ({ version, tags, expiresAt }: Version): boolean =>
  readTags(CONNECTION, version, tags, expiresAt) !== undefined;

export const isLive = ({ removed, endsMs }: Credential, nowMs: number): boolean => !removed && nowMs < endsMs;

/** EspoCRM's settings as installed, as far as we manage them. */
const INSTALLED = {
  authenticationMethod: 'Espo',
  oidcClientId: null,
  oidcAuthorizationEndpoint: null,
  oidcTokenEndpoint: null,
  oidcJwksEndpoint: null,
  oidcJwtSignatureAlgorithmList: ['RS256'],
  oidcScopes: ['profile', 'email', 'phone'],
  oidcUsernameClaim: 'sub',
  oidcCreateUser: false,
  oidcSync: false,
  oidcAllowAdminUser: false,
  oidcFallback: true,
  oidcAuthorizationPrompt: 'consent',
  auth2FA: false,
};

export function createTruth(random: Random, lagMs: number): Truth {
  const spread = (nowMs: number) => nowMs + Math.floor(random.next() * lagMs);
  const mark = credentialMark(CONNECTION);
  return {
    registration: undefined,
    falseRecords: 0,
    blindAdditions: 0,
    credentials: [],
    versions: [],
    espocrm: {
      settings: { ...INSTALLED },
      editedSettings: new Set(),
      secret: undefined,
      secretBy: 'product',
      held: new Set(),
    },
    spread,
    addCredential(displayName, nowMs, endsMs) {
      const count = this.credentials.length + 1;
      const acceptedMs = spread(nowMs);
      const added: Credential = {
        keyId: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
        displayName,
        isOurs: displayName === mark,
        text: `secret-${count}`,
        startsMs: nowMs,
        endsMs,
        listedMs: spread(nowMs),
        firstAcceptedMs: Math.floor((nowMs + acceptedMs) / 2),
        acceptedMs,
        removed: undefined,
      };
      this.credentials.push(added);
      return added;
    },
    remove(credential, by, nowMs) {
      credential.removed = { by, unlistedMs: spread(nowMs), refusedMs: spread(nowMs) };
    },
    changeRegistration(changes, nowMs) {
      if (!this.registration) return;
      const { now } = this.registration;
      Object.assign(this.registration, { now: { ...now, ...changes }, before: now, knownMs: spread(nowMs) });
    },
    addVersion(text, tags, expiresAt, by) {
      const version = `version-${this.versions.length + 1}`;
      this.versions.push({ version, text, expiresAt, byHand: by === 'hand', tags, enabled: true });
    },
  };
}
