/** Entra, Key Vault, EspoCRM and storage in memory, behind the product's own ports, with a clock that tests move. */
import type { ConnectionSpec } from '../../src/core/connection';
import { Failure, type FailureFacts } from '../../src/core/failure';
import type { CredentialSeen, StoredSecret } from '../../src/core/observation';
import type { Outcome } from '../../src/core/outcome';
import { createSecret } from '../../src/core/secret';
import type { Connector, LeasedConnection, Message } from '../../src/reconcile/connector';
import type { Log, Ports, RegistrationWanted } from '../../src/reconcile/ports';
import { aSpec, NOW } from './seen';

interface Credential extends CredentialSeen {
  readonly displayName: string;
  readonly text: string;
}

/** Thrown where the process is to die: no code of the product may catch it and go on. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export const aFailure = (changes: Partial<FailureFacts> = {}) =>
  new Failure({
    system: 'EspoCRM',
    operation: 'test',
    code: 'test',
    retry: 'soon',
    advice: 'A test wants it so.',
    ...changes,
  });

export function createMemoryWorld(spec: ConnectionSpec = aSpec()) {
  let nowMs = NOW.getTime();
  let count = 0;
  const registrations: { wanted?: RegistrationWanted; credentials: Credential[] } = { credentials: [] };
  const vault: { secret: StoredSecret; text: string; enabled: boolean }[] = [];
  const espocrm = { settings: {} as Record<string, unknown>, secret: undefined as string | undefined };
  const document: { spec?: ConnectionSpec; outcome?: Outcome; held: boolean } = { spec, held: false };
  const queue: (Message & { readonly delayMs: number })[] = [];
  const lines: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const told: string[] = [];
  const calls: string[] = [];
  /** What to do around a call: throw before it takes effect, or after. */
  const hooks: { before?: (call: string, index: number) => void; after?: (call: string, index: number) => void } = {};
  const probes = { on: true };
  const now = () => new Date(nowMs);

  async function call<T>(name: string, run: () => T): Promise<T> {
    const index = calls.push(name) - 1;
    await Promise.resolve();
    hooks.before?.(name, index);
    const result = run();
    hooks.after?.(name, index);
    return result;
  }
  const accepts = (text: string | undefined) =>
    registrations.credentials.some((each) => each.text === text && each.startsAt <= now() && now() < each.endsAt);
  const change = (version: string, changes: Partial<StoredSecret>, enabled = true) => {
    const at = vault.findIndex(({ secret }) => secret.version === version);
    const held = vault[at];
    if (held) vault[at] = { ...held, enabled, secret: { ...held.secret, ...changes } };
  };

  const ports: Ports = {
    get probes() {
      return probes.on;
    },
    clock: {
      now,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
    signIn: {
      endpoints: () => call('endpoints', () => ({ authorization: 'https://a', token: 'https://t', jwks: 'https://j' })),
      accepts: (_appId, secret) => call('accepts', () => accepts(secret.reveal())),
      tellsSecretsApart: (_appId, secret) => call('tellsSecretsApart', () => accepts(secret.reveal())),
    },
    registrations: {
      read: (name) =>
        call('readRegistration', () => {
          const { wanted, credentials } = registrations;
          const own = credentials.filter(({ displayName }) => displayName === `espocrm-entra-connector/${name}`);
          return (
            wanted && {
              ...wanted,
              objectId: 'object',
              appId: 'app',
              hasServicePrincipal: true,
              ownedByUs: true,
              isOurIdentity: false,
              applicationPermissions: 0,
              groupMembershipClaims: null,
              assignedGroups: [],
              otherCredentials: [],
              credentials: own,
            }
          );
        }),
      readForCheck: async (name) => ports.registrations.read(name, {}),
      write: (wanted) =>
        call('writeRegistration', () => {
          registrations.wanted = wanted;
        }),
      addCredential: (_objectId, displayName, endsAt) =>
        call('addCredential', () => {
          count += 1;
          const keyId = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
          registrations.credentials.push({ keyId, displayName, text: `text-${count}`, startsAt: now(), endsAt });
          return { keyId, endsAt, secret: createSecret(`text-${count}`) };
        }),
      removeCredential: (_objectId, keyId) =>
        call('removeCredential', () => {
          const at = registrations.credentials.findIndex((each) => each.keyId === keyId);
          if (at < 0) return 'unknown';
          registrations.credentials.splice(at, 1);
          return 'removed';
        }),
      remove: () =>
        call('removeRegistration', () => {
          delete registrations.wanted;
          registrations.credentials.length = 0;
        }),
    },
    vault: {
      readVersions: () =>
        call('readVersions', () => {
          const enabled = vault.filter((each) => each.enabled).map(({ secret }) => secret);
          return enabled.sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());
        }),
      store: (_name, secret, { keyId, issuedAt, expiresAt }) =>
        call('store', () => {
          const stored = { version: `version-${vault.length + 1}`, keyId, issuedAt, expiresAt };
          vault.push({
            text: secret.reveal(),
            enabled: true,
            secret: { ...stored, inUseSince: undefined, deliveredAt: undefined, refusedAt: undefined, tags: {} },
          });
        }),
      reveal: (_name, version) =>
        call('reveal', () => createSecret(vault.find(({ secret }) => secret.version === version)?.text ?? '')),
      markDelivered: (_name, { version, inUseSince }, at) =>
        call('markDelivered', () => change(version, { deliveredAt: at, inUseSince: inUseSince ?? at })),
      markRefused: (_name, { version }, at) => call('markRefused', () => change(version, { refusedAt: at })),
      disable: (_name, version) => call('disable', () => change(version, {}, false)),
      whoseSecret: () => call('whoseSecret', () => (vault.length > 0 ? 'ours' : 'none')),
      discard: () => call('discard', () => void vault.splice(0)),
      readAdmin: () => call('readAdmin', () => ({ userName: 'admin', password: createSecret('password') })),
    },
    espocrm: {
      read: ({ espocrmUrl }) =>
        call('readEspoCrm', () => ({
          version: '10.0.0',
          siteUrl: espocrmUrl,
          settings: { ...espocrm.settings },
          teams: {},
          unsupported: [],
        })),
      signIn: async () => ({
        write: (settings, secret) =>
          call('deliver', () => {
            Object.assign(espocrm.settings, settings);
            espocrm.secret = secret.reveal();
          }),
        readBack: async () => undefined,
        close: async () => undefined,
      }),
      readUserNameLength: () => call('readUserNameLength', () => 50),
      lengthenUserNames: () => call('lengthenUserNames', () => undefined),
      offers: () =>
        call('offers', () => {
          if (espocrm.settings['authenticationMethod'] !== 'Oidc') return undefined;
          const rest = { redirectUri: 'r', scopes: [], claims: null, prompt: null, maxAge: null };
          return { clientId: String(espocrm.settings['oidcClientId']), endpoint: 'https://a', ...rest };
        }),
      createTeams: () => call('createTeams', () => ({})),
      detach: () => call('detach', () => void Object.assign(espocrm.settings, { authenticationMethod: 'Espo' })),
      trySignIn: () => call('trySignIn', () => (accepts(espocrm.secret) ? 'accepted' : 'refused')),
    },
  };

  const holding = (known: ConnectionSpec): LeasedConnection => ({
    spec: () => document.spec ?? known,
    lastOutcome: () => document.outcome,
    assertLeased: () => undefined,
    saveSpec: (wanted) =>
      call('saveSpec', () => {
        document.spec = wanted;
      }),
    saveOutcome: (outcome) =>
      call('saveOutcome', () => {
        document.outcome = outcome;
      }),
    forget: () =>
      call('forget', () => {
        delete document.spec;
        delete document.outcome;
      }),
    release: async () => {
      document.held = false;
    },
  });
  const connector: Connector = {
    ports,
    settleWithin: { months: 0, ms: 60_000 },
    notifications: {
      tell: async ({ name }, news) => void told.push(...news.map(({ kind }) => `${name} ${kind}`)),
    },
    queue: { add: (work, delayMs) => call('queue', () => void queue.push({ ...work, delayMs })) },
    connections: {
      find: () => call('find', () => document.spec && { spec: document.spec, outcome: document.outcome }),
      list: () => call('list', () => []),
      create: (wanted) =>
        call('create', () => {
          if (document.spec) return 'exists';
          document.spec = wanted;
          return 'created';
        }),
      lease: () =>
        call('hold', () => {
          if (document.held) return 'busy';
          if (!document.spec) return undefined;
          document.held = true;
          return holding(document.spec);
        }),
    },
  };
  const line: Log['info'] = (event, fields) => void lines.push({ event, fields });
  const log: Log = { info: line, warn: line, error: line };

  return {
    connector,
    log,
    registrations,
    vault,
    espocrm,
    document,
    queue,
    told,
    lines,
    calls,
    hooks,
    probes,
    now,
    moveDays: (days: number) => {
      nowMs += days * 86_400_000;
    },
    /** Whether a member of staff could sign in now. */
    canSignIn: () => espocrm.settings['authenticationMethod'] === 'Oidc' && accepts(espocrm.secret),
    /** What a new process finds: leases have run out. */
    restart: () => {
      document.held = false;
    },
  };
}

export type MemoryWorld = ReturnType<typeof createMemoryWorld>;
