/** Entra, Key Vault, EspoCRM and storage in memory, behind the product's own ports, with a clock that tests move. */
import type { ConnectionSpec } from '../../src/core/connection';
import { Failure, type FailureFacts } from '../../src/core/failure';
import type { CredentialSeen, StoredSecret } from '../../src/core/observation';
import type { Outcome } from '../../src/core/outcome';
import { createSecret } from '../../src/core/secret';
import type { Connector, LeasedConnection, Message } from '../../src/reconcile/connector';
import type { Log, Ports, RegistrationWanted } from '../../src/reconcile/ports';
import type { Operation } from '../world/operations';
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
  const calls: Operation[] = [];
  /** What to do around a call: throw before it takes effect, or after. */
  const hooks: { before?: (call: Operation, index: number) => void; after?: (call: Operation, index: number) => void } =
    {};
  const probes = { on: true };
  const now = () => new Date(nowMs);

  async function call<T>(name: Operation, run: () => T): Promise<T> {
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
      endpoints: () =>
        call('read the OpenID configuration', () => ({
          authorization: 'https://a',
          token: 'https://t',
          jwks: 'https://j',
        })),
      accepts: (_appId, secret) => call('prove the client secret', () => accepts(secret.reveal())),
      tellsSecretsApart: (_appId, secret) => call('redeem a made-up code', () => accepts(secret.reveal())),
    },
    registrations: {
      read: (name) =>
        call('read the app registration', () => {
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
        call('write the app registration', () => {
          registrations.wanted = wanted;
        }),
      addCredential: (_objectId, displayName, endsAt) =>
        call('add a client secret', () => {
          count += 1;
          const keyId = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
          registrations.credentials.push({ keyId, displayName, text: `text-${count}`, startsAt: now(), endsAt });
          return { keyId, endsAt, secret: createSecret(`text-${count}`) };
        }),
      removeCredential: (_objectId, keyId) =>
        call('remove a client secret', () => {
          const at = registrations.credentials.findIndex((each) => each.keyId === keyId);
          if (at < 0) return 'unknown';
          registrations.credentials.splice(at, 1);
          return 'removed';
        }),
      remove: () =>
        call('delete the app registration', () => {
          delete registrations.wanted;
          registrations.credentials.length = 0;
        }),
    },
    vault: {
      readVersions: () =>
        call('list the versions of the client secret', () => {
          const enabled = vault.filter((each) => each.enabled).map(({ secret }) => secret);
          return enabled.sort((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());
        }),
      store: (_name, secret, { keyId, issuedAt, expiresAt }) =>
        call('store the client secret', () => {
          const stored = { version: `version-${vault.length + 1}`, keyId, issuedAt, expiresAt };
          vault.push({
            text: secret.reveal(),
            enabled: true,
            secret: { ...stored, inUseSince: undefined, deliveredAt: undefined, refusedAt: undefined, tags: {} },
          });
        }),
      reveal: (_name, version) =>
        call('read the client secret', () =>
          createSecret(vault.find(({ secret }) => secret.version === version)?.text ?? ''),
        ),
      markDelivered: (_name, { version, inUseSince }, at) =>
        call('record the delivery', () => change(version, { deliveredAt: at, inUseSince: inUseSince ?? at })),
      markRefused: (_name, { version }, at) =>
        call('record that Entra refuses the client secret', () => change(version, { refusedAt: at })),
      disable: (_name, version) => call('disable a version of the client secret', () => change(version, {}, false)),
      whoseSecret: () => call('look for the client secret', () => (vault.length > 0 ? 'ours' : 'none')),
      discard: () => call('delete the client secret', () => void vault.splice(0)),
      readAdmin: () =>
        call('read the EspoCRM administrator sign-in', () => ({
          userName: 'admin',
          password: createSecret('password'),
        })),
    },
    espocrm: {
      read: ({ espocrmUrl }) =>
        call('read the settings', () => ({
          version: '10.0.0',
          siteUrl: espocrmUrl,
          settings: { ...espocrm.settings },
          teams: {},
          unsupported: [],
        })),
      signIn: async () => ({
        write: (settings, secret) =>
          call('write the settings', () => {
            Object.assign(espocrm.settings, settings);
            espocrm.secret = secret.reveal();
          }),
        readBack: async () => undefined,
        close: async () => undefined,
      }),
      readUserNameLength: () => call('read how long user names may be', () => 50),
      lengthenUserNames: () => call('lengthen user names', () => undefined),
      offers: () =>
        call('read what it offers', () => {
          if (espocrm.settings['authenticationMethod'] !== 'Oidc') return undefined;
          const rest = { redirectUri: 'r', scopes: [], claims: null, prompt: null, maxAge: null };
          return { clientId: String(espocrm.settings['oidcClientId']), endpoint: 'https://a', ...rest };
        }),
      createTeams: () => call('create a team', () => ({})),
      detach: () =>
        call('write the settings', () => void Object.assign(espocrm.settings, { authenticationMethod: 'Espo' })),
      trySignIn: () => call('try a sign-in', () => (accepts(espocrm.secret) ? 'accepted' : 'refused')),
    },
  };

  const holding = (known: ConnectionSpec): LeasedConnection => ({
    spec: () => document.spec ?? known,
    lastOutcome: () => document.outcome,
    assertLeased: () => undefined,
    saveSpec: (wanted) =>
      call('save the connection', () => {
        document.spec = wanted;
      }),
    saveOutcome: (outcome) =>
      call('save the connection', () => {
        document.outcome = outcome;
      }),
    forget: () =>
      call('forget the connection', () => {
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
    queue: { add: (work, delayMs) => call('add work to the queue', () => void queue.push({ ...work, delayMs })) },
    connections: {
      find: () =>
        call('read the connection', () => document.spec && { spec: document.spec, outcome: document.outcome }),
      list: () => call('list the connections', () => []),
      create: (wanted) =>
        call('create the connection', () => {
          if (document.spec) return 'exists';
          document.spec = wanted;
          return 'created';
        }),
      lease: () =>
        call('take the connection', () => {
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
