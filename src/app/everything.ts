/**
 * Everything put together, once, when the first trigger but an event is set off; and what these triggers run. One part,
 * because a connection's life needs most of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StorageQueueHandler, TimerHandler } from '@azure/functions';
import { createGraph } from '../adapters/entra/graph';
import { createRegistrations } from '../adapters/entra/registrations';
import { createSignInService } from '../adapters/entra/signInService';
import { createEspoCrm } from '../adapters/espocrm/espocrm';
import { createAddressGuard } from '../adapters/http/addressGuard';
import { createHttp } from '../adapters/http/http';
import { createVault } from '../adapters/keyVault/vault';
import { createLog } from '../adapters/log';
import { createNotifications, NOTIFICATION_TIMEOUT_MS } from '../adapters/notifications/createNotifications';
import { createConnections } from '../adapters/storage/connections';
import { DELIVERIES } from '../adapters/storage/storageNames';
import { type Config, config } from '../config/config';
import { messageSchema } from '../contract/message';
import { createHandle } from '../http/handle';
import { checkAll } from '../reconcile/checkAll';
import type { Connector, Notifications } from '../reconcile/connector';
import type { Clock } from '../reconcile/ports';
import { takeMessage } from '../reconcile/takeMessage';
import { credential, queue } from './event';

const clock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) };
let built: Connector | undefined;

function connector(): Connector {
  built ??= build(config());
  return built;
}

export const handle = createHandle(config, connector);
export const healthCheck: TimerHandler = async (_timer, context) => checkAll(connector(), createLog(context));

export const reconcile: StorageQueueHandler = async (message, context) => {
  const log = createLog(context);
  const work = messageSchema.safeParse(message);
  if (!work.success)
    return log.warn('work.unreadable', { issues: work.error.issues.map(({ path }) => path.join('.')) });
  const isLastTry = Number(context.triggerMetadata?.['dequeueCount']) >= DELIVERIES;
  await takeMessage(work.data, connector(), log, isLastTry);
};

function build(settings: Config): Connector {
  const { authorityHost, tenantId, graphUrl, addresses, storage } = settings;
  const http = createHttp({ guard: createAddressGuard(addresses) });
  return {
    settleWithin: settings.settleWithin,
    connections: createConnections(storage, credential()),
    queue: queue(),
    notifications: buildNotifications(settings),
    ports: {
      clock,
      probes: settings.signInProbe,
      registrations: createRegistrations(createGraph(graphUrl, credential())),
      signIn: createSignInService({ authorityHost, tenantId, graphUrl }, createHttp()),
      vault: createVault(settings.keyVaultUrl, settings.keyVaultIsLocal, credential()),
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
