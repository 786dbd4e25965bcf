/** Loads an app and serves its triggers, in the process it is called in. */

import { createAdminApi } from './adminApi';
import { createEventGridWebhook } from './eventGridWebhook';
import type { FunctionsCore } from './functionsCore';
import { readHostJson } from './hostJson';
import type { Emit, HostFunction } from './hostMessages';
import { startHostServer } from './hostServer';
import { createHttpTriggers } from './httpTrigger';
import { createInvoke, triggerOf } from './invoke';
import { loadApp } from './loadApp';
import { type QueueListener, startQueueListener } from './queueTrigger';
import { createTimers } from './timerTrigger';

export interface RunHostOptions {
  readonly appFolder: string;
  /** 0: any free port. */
  readonly port: number;
  readonly pollQueues: boolean;
  readonly runTimers: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly emit: Emit;
}

export interface Host {
  readonly port: number;
  readonly functions: readonly HostFunction[];
  clockMoved(): void;
  /** Takes nothing new and resolves when everything that runs has ended. */
  stop(): Promise<void>;
}

const served = ['httpTrigger', 'eventGridTrigger', 'timerTrigger', 'queueTrigger'];

function describe(core: FunctionsCore, routes: ReadonlyMap<string, string>): readonly HostFunction[] {
  return core.functions().map((target) => {
    const { type, options } = triggerOf(target);
    const { name } = target.metadata;
    const route = routes.get(name);
    const { authLevel, methods } = options;
    return {
      name,
      type,
      ...(route !== undefined && { route }),
      ...(typeof authLevel === 'string' && { authLevel }),
      ...(Array.isArray(methods) && { methods: methods.map((method) => String(method).toUpperCase()) }),
    };
  });
}

export async function runHost({ appFolder, port, pollQueues, runTimers, env, emit }: RunHostOptions): Promise<Host> {
  const hostJson = await readHostJson(appFolder);
  const core = await loadApp(appFolder, emit);
  const functions = core.functions();
  const { invoke, idle } = createInvoke(core, emit);
  const http = createHttpTriggers(functions, hostJson.routePrefix, invoke);
  const timers = createTimers(functions, env, invoke);
  const described = describe(core, http.routes);
  for (const { name, type } of described)
    if (!served.includes(type))
      emit({ level: 'warning', category: 'host', text: `Nothing sets off "${name}": this host has no ${type}.` });
  const admin = createAdminApi({ functions, described, invoke, timerByHand: timers.byHand });
  const server = await startHostServer(port, [admin, createEventGridWebhook(functions, invoke), http.answer], emit);

  const queues: QueueListener[] = [];
  if (pollQueues) {
    const settings = hostJson.queues;
    const targets = functions.filter((target) => triggerOf(target).type === 'queueTrigger');
    queues.push(
      ...(await Promise.all(targets.map((target) => startQueueListener({ target, env, settings, invoke, emit })))),
    );
  }
  if (runTimers) timers.start();
  return {
    port: server.port,
    functions: described,
    clockMoved() {
      timers.clockMoved();
      for (const queue of queues) queue.clockMoved();
    },
    async stop() {
      timers.stop();
      await Promise.all([server.stop(), ...queues.map((queue) => queue.stop())]);
      await idle();
      await core.runHooks('appTerminate', { hookData: {}, appHookData: {} });
    },
  };
}
