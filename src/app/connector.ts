/** Puts together what the triggers work with, once, when the first of them is set off. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createGraph } from '../adapters/entra/graph';
import { createRegistrations } from '../adapters/entra/registrations';
import { createSignInService } from '../adapters/entra/signInService';
import { createEspoCrm } from '../adapters/espocrm/espocrm';
import { createAddressGuard } from '../adapters/http/addressGuard';
import { createHttp } from '../adapters/http/http';
import { createVault } from '../adapters/keyVault/vault';
import { createNotifications, NOTIFICATION_TIMEOUT_MS } from '../adapters/notifications/createNotifications';
import { connectionsContainer } from '../adapters/storage/blobClient';
import { createConnections } from '../adapters/storage/connections';
import type { Config } from '../config/config';
import { settings } from '../config/settings';
import type { Connector, Notifications } from '../reconcile/connector';
import type { Clock } from '../reconcile/ports';
import { credential, queue } from './queue';

const clock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) };

let built: Connector | undefined;

/** Throws an Error that lists every missing and wrong setting. */
export function connector(): Connector {
  built ??= build(settings());
  return built;
}

function build(config: Config): Connector {
  const { authorityHost, tenantId, graphUrl, addresses, storage } = config;
  const http = createHttp({ guard: createAddressGuard(addresses) });
  return {
    settleWithin: config.settleWithin,
    connections: createConnections(connectionsContainer(storage, credential())),
    queue: queue(),
    notifications: buildNotifications(config),
    ports: {
      clock,
      probes: config.signInProbe,
      registrations: createRegistrations(createGraph(graphUrl, credential())),
      signIn: createSignInService({ authorityHost, tenantId, graphUrl }, createHttp()),
      vault: createVault(config.keyVaultUrl, config.keyVaultIsLocal, credential()),
      espocrm: createEspoCrm(http, clock.now),
    },
  };
}

function buildNotifications({ channels, addresses, onDevelopersMachine }: Config): Notifications {
  // Only a deployment answers over https under its own name.
  const statusUrl = addresses.ownHost && !onDevelopersMachine ? `https://${addresses.ownHost}/api/status` : undefined;
  const http = createHttp({ guard: createAddressGuard(addresses), timeoutMs: NOTIFICATION_TIMEOUT_MS });
  return createNotifications({ channels, http, clock, statusUrl });
}
