/** Puts the app together, once, when the first request needs it: the SDKs are heavy and most cold starts do without. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, readConfig } from './config';
import type { Clock } from './reconcile/ports';
import type { Notifications, Services } from './reconcile/services';

const clock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) };

let config: Config | undefined;
let built: Promise<Services> | undefined;

/** Throws an Error that lists every missing and wrong setting. */
export function settings(): Config {
  config ??= readConfig(process.env);
  return config;
}

export function services(): Promise<Services> {
  built ??= build(settings());
  return built;
}

async function build(config: Config): Promise<Services> {
  const { authorityHost, tenantId, graphUrl } = config;
  const [identity, storage, connections, queue, graph, registrations, signIn, vault, espocrm, http, guard] =
    await Promise.all([
      import('./adapters/credential'),
      import('./adapters/storage'),
      import('./adapters/connections'),
      import('./adapters/workQueue'),
      import('./adapters/graph'),
      import('./adapters/registrations'),
      import('./adapters/signInService'),
      import('./adapters/vault'),
      import('./adapters/espocrm'),
      import('./adapters/http'),
      import('./adapters/addressGuard'),
    ]);
  const credential = identity.createCredential(config.managedIdentity, config.clientId);
  const guardedHttp = http.createHttp({ guard: guard.createAddressGuard(config.addresses) });
  return {
    settleWithin: config.settleWithin,
    connections: connections.createConnections(storage.connectionsContainer(config.storage, credential)),
    queue: queue.createWorkQueue(storage.connectionsQueue(config.storage, credential)),
    notifications: await buildNotifications(config),
    outside: {
      clock,
      probes: config.signInProbe,
      registrations: registrations.createRegistrations(graph.createGraph(graphUrl, credential)),
      signIn: signIn.createSignInService({ authorityHost, tenantId, graphUrl }, http.createHttp()),
      vault: vault.createVault(config.keyVaultUrl, config.keyVaultIsLocal, credential),
      espocrm: espocrm.createEspoCrm(guardedHttp, clock.now),
    },
  };
}

async function buildNotifications({ channels, addresses, onDevelopersMachine }: Config): Promise<Notifications> {
  if (channels.length === 0) return { tell: async () => undefined };
  const [notifications, http, guard] = await Promise.all([
    import('./adapters/notifications/createNotifications'),
    import('./adapters/http'),
    import('./adapters/addressGuard'),
  ]);
  const { createNotifications, NOTIFICATION_TIMEOUT_MS: timeoutMs } = notifications;
  // Only a deployment answers over https under its own name.
  const statusUrl = addresses.ownHost && !onDevelopersMachine ? `https://${addresses.ownHost}/api/status` : undefined;
  const guarded = http.createHttp({ guard: guard.createAddressGuard(addresses), timeoutMs });
  return createNotifications({ channels, http: guarded, clock, statusUrl });
}
