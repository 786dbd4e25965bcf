/** Kills the app right after its n-th outside call took effect, before the answer arrives. */

import type { RunningHost } from '../../sandbox/host/startHost';
import type { Exchange } from '../../sandbox/kit/exchanges';
import { startApp } from '../../sandbox/stage/startApp';
import { type ConnectorApi, createConnectorApi } from '../../sandbox/story/connectorApi';
import { countEvents } from '../../sandbox/story/countEvents';
import type { TestStage } from './startTestStage';

export interface CrashPoint {
  readonly index: number;
  /** The call after which the process died, for example `graph addPassword`. */
  readonly call: string;
}

const nameOf = ({ service, operation }: Exchange) => `${service} ${operation}`;

/** What a process that is about to die is asked to do. */
export type Act = (api: ConnectorApi, logged: (event: string) => number) => Promise<unknown>;

export interface Crashes {
  /**
   * Lets a second app do something and kills it with SIGKILL after the call with that index (0 for the first).
   * Undefined when there was no such call any more.
   */
  after(index: number, act: Act): Promise<CrashPoint | undefined>;
  close(): Promise<void>;
}

interface Victim {
  readonly app: RunningHost;
  readonly logged: (event: string) => number;
}

/** The next victim starts while the last one dies: starting takes longer than everything else. */
export function createCrashes({ sandbox }: TestStage): Crashes {
  const startVictim = async (): Promise<Victim> => {
    const events = countEvents();
    return { app: await startApp(sandbox, { background: false, onLog: events.onLog }), logged: events.count };
  };
  let next = startVictim();
  return {
    async after(index, act) {
      const victim = await next;
      next = startVictim();
      let seen = 0;
      let point: CrashPoint | undefined;
      const stop = sandbox.world.exchanges.listen(async (exchange) => {
        // Calls that were already on their way when the process died take effect too.
        if (point) return 'drop';
        seen += 1;
        if (seen <= index) return undefined;
        point = { index, call: nameOf(exchange) };
        await victim.app.kill();
        return 'drop';
      });
      try {
        // The connection to the dying process breaks; anything else shows in the state of the world.
        const acted = act(createConnectorApi(victim.app.url), victim.logged).catch(() => undefined);
        await Promise.race([acted, victim.app.ended]);
        return point;
      } finally {
        stop();
        await victim.app.kill();
      }
    },
    close: async () => (await next).app.kill(),
  };
}
