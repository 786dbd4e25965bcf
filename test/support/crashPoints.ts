/**
 * Kills an app in the middle of its work: each connection that it works on is held up after another outside call took
 * effect, and once all are, SIGKILL ends the process before any answer arrives. One process dies for many points. Which
 * calls there are is told by a process that lives.
 */
import type { HostLog } from '../../sandbox/host/hostMessages';
import type { RunningHost } from '../../sandbox/host/startHost';
import type { Exchange } from '../../sandbox/kit/exchanges';
import { startApp } from '../../sandbox/stage/startApp';
import { type ConnectorApi, createConnectorApi } from '../../sandbox/story/connectorApi';
import type { Site, TestStage } from './startTestStage';
import { belongsTo } from './wire/belongsTo';

/** How many connections one process dies with. */
const TOGETHER = 18;

export interface CrashPoint {
  readonly site: Site;
  /** What the process died after, for example `after graph getApplication, number 2`. */
  readonly when: string;
  readonly call: string;
}

/** What a process that is about to die does for one connection, until that is done. */
export type Act = (api: ConnectorApi, site: Site, logs: readonly HostLog[]) => Promise<unknown>;

/** Gives the connection with that number, from 0; its name must not begin another's. */
export type SiteAt = (index: number) => Promise<Site>;

export interface Crashes {
  /**
   * Cuts off one connection after each call that another one took, then one after each call that is about no connection,
   * such as those for a token; answers a batch at a time.
   */
  afterEachCall(siteAt: SiteAt, act: Act): AsyncGenerator<readonly CrashPoint[]>;
  close(): Promise<void>;
}

interface Victim {
  readonly app: RunningHost;
  readonly logs: readonly HostLog[];
}

/** An outside call by its name and how many of that name came before it: calls that run side by side change places. */
interface Call {
  readonly name: string;
  readonly before: number;
  /** Whether it is about the connection; the others are made once a process. */
  readonly isOwn: boolean;
}

type Concerns = (exchange: Exchange) => boolean;

/** A connection, and after which of the calls that concern it the process dies. */
interface Cut {
  readonly site: Site;
  readonly call: Call;
  readonly concerns: Concerns;
}

/** A promise that is settled from outside. */
function openPromise() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const nameOf = ({ service, operation }: Exchange) => `${service} ${operation}`;

export function createCrashes(stage: TestStage): Crashes {
  const { sandbox } = stage;
  const startVictim = async (): Promise<Victim> => {
    const logs: HostLog[] = [];
    return { app: await startApp(sandbox, { background: false, onLog: (log) => logs.push(log) }), logs };
  };
  // The next victim starts while the last one dies: starting takes longer than everything else.
  let next = startVictim();

  const own = (site: Site) => {
    const tests = new Map<string, ReturnType<typeof belongsTo>>();
    return ({ service, request }: Exchange) => {
      const test = tests.get(service) ?? belongsTo(stage, site, service);
      tests.set(service, test);
      return test(request);
    };
  };

  async function callsOf(site: Site, act: Act): Promise<readonly Call[]> {
    const { app, logs } = await next;
    next = startVictim();
    const calls: Call[] = [];
    const isOwnOf = own(site);
    const stop = sandbox.world.exchanges.listen((exchange) => {
      const name = nameOf(exchange);
      const isOwn = isOwnOf(exchange);
      calls.push({ name, isOwn, before: calls.filter((each) => each.name === name && each.isOwn === isOwn).length });
      return undefined;
    });
    try {
      await act(createConnectorApi(app.url), site, logs);
    } finally {
      await app.close();
      stop();
    }
    return calls;
  }

  /** The points that were reached; a connection that was done before its own is left out. */
  async function dieAt(cuts: readonly Cut[], act: Act): Promise<readonly CrashPoint[]> {
    const { app, logs } = await next;
    next = startVictim();
    const points = new Map<Cut, CrashPoint>();
    const seen = new Map<Cut, number>();
    const reached = new Map(cuts.map((cut) => [cut, openPromise()]));
    const dead = app.ended.then(() => 'drop' as const);
    const stop = sandbox.world.exchanges.listen((exchange) => {
      const cut = cuts.find(({ concerns }) => concerns(exchange));
      if (!cut) return undefined;
      // Calls that were already on their way when the process died take effect too.
      if (points.has(cut)) return dead;
      const { site, call } = cut;
      if (nameOf(exchange) !== call.name) return undefined;
      const before = seen.get(cut) ?? 0;
      seen.set(cut, before + 1);
      if (before < call.before) return undefined;
      points.set(cut, { site, call: call.name, when: `after ${call.name}, number ${before + 1}` });
      reached.get(cut)?.resolve();
      return dead;
    });
    try {
      const api = createConnectorApi(app.url);
      // The connection to the dying process breaks; anything else shows in the state of the world.
      const acted = (site: Site) => act(api, site, logs).catch(() => undefined);
      await Promise.all(cuts.map((cut) => Promise.race([acted(cut.site), reached.get(cut)?.promise])));
      return [...points.values()];
    } finally {
      await app.kill();
      stop();
    }
  }

  return {
    async *afterEachCall(siteAt, act) {
      let used = 0;
      const another = () => siteAt(used++);
      const calls = await callsOf(await another(), act);
      const ofOne = calls.filter(({ isOwn }) => isOwn);
      const batches = [
        ...Array.from({ length: Math.ceil(ofOne.length / TOGETHER) }, (_, index) =>
          ofOne.slice(index * TOGETHER, (index + 1) * TOGETHER),
        ),
        ...calls.filter(({ isOwn }) => !isOwn).map((call) => [call]),
      ];
      for (const batch of batches) {
        const cuts = batch.map(async (call): Promise<Cut> => {
          const site = await another();
          const isOwn = own(site);
          return { site, call, concerns: (exchange) => isOwn(exchange) === call.isOwn };
        });
        yield await dieAt(await Promise.all(cuts), act);
      }
    },
    close: async () => (await next).app.kill(),
  };
}
