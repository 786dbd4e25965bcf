/**
 * The sandbox with the built app in it, and what the end-to-end tests ask of it; TRAFFIC_FOLDER keeps its traffic, and
 * REPLICATION_LAG_S and SEED let every stage have an Entra whose servers learn late.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostLog } from '../../sandbox/host/hostMessages';
import type { RunningHost } from '../../sandbox/host/startHost';
import { recordTraffic } from '../../sandbox/kit/traffic';
import { type AppOptions, startApp, subscribeApp } from '../../sandbox/stage/startApp';
import { type RunningEspoCrm, type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/stage/startSandbox';
import { ESPOCRM_ADMIN } from '../../sandbox/stage/tenant';
import type { ApiAnswer, ConnectorApi } from '../../sandbox/story/connectorApi';
import { countEvents } from '../../sandbox/story/countEvents';
import { waitFor } from '../../sandbox/story/waitFor';
import { watchActivity } from './appActivity';
import { createCheckedApi } from './checkedApi';

/** Longer than the longest pause of a connection that settles within a quarter of an hour. */
const MINUTES_MS = 5 * 60_000;
const HOUR_MS = 60 * 60_000;
/** Real time between two looks at whether the other has ended. */
const LOOK_AROUND_MS = 100;
/** Looks until a connection has settled while Entra learns late. */
const PATIENCE = 10;

export interface TestStageOptions extends Partial<SandboxOptions>, AppOptions {
  /** Left out: the app hears of no event. */
  readonly events?: 'EventGridSchema' | 'CloudEventSchemaV1_0';
  /** Set where answers are broken on purpose: their traffic is no evidence of how the simulators answer. */
  readonly hasBrokenAnswers?: boolean;
}

/** A connection's EspoCRM, whose administrator sign-in lies in the vault. */
export interface Site extends RunningEspoCrm {
  readonly name: string;
}

export interface TestStage {
  readonly sandbox: Sandbox;
  readonly app: RunningHost;
  readonly api: ConnectorApi;
  readonly logs: readonly HostLog[];
  readonly logged: (event: string) => number;
  addSite(name: string): Promise<Site>;
  /** Provisions and expects it to settle. */
  aSettledSite(name: string, body?: object): Promise<Site>;
  signsIn(site: Site, user?: string): Promise<boolean>;
  /** Whether Entra accepts the secret that EspoCRM holds; undefined while EspoCRM does not sign in through Entra. */
  holdsGoodSecret(site: Site): boolean | undefined;
  /** KeyIds of the connection's live client secrets that carry our mark. */
  ownCredentials(name: string): readonly string[];
  /** Moves the clock while the app does nothing, and waits until what fell due has run. */
  moveBy(ms: number): Promise<void>;
  moveTo(at: Date): Promise<void>;
  /** Lets Entra's servers learn of every change so far; nothing where they learn at once. */
  replicated(): Promise<void>;
  /** Expects it, as toMatchObject does, where Entra's servers learn at once; where they do not, more looks may be needed. */
  expectAtOnce(actual: object, expected: object): void;
  /** Lets them learn again and again while the other goes on, because its clock stands still otherwise. */
  whileReplicating<T>(other: Promise<T>): Promise<T>;
  /** Moves the clock on, minutes at a time, until nothing is left to do; the queue has to be polled. */
  untilSettled(name: string): Promise<void>;
  /** The same until a removal that was answered so has ended; what is left over is seen to by itself. */
  untilGone(name: string, answer?: Pick<ApiAnswer, 'status'>): Promise<void>;
  /** How many runs of functions that change something have ended so far. */
  ended(): number;
  /** Lets time pass, an hour at a time, until it is so: a look that came too early is followed by the next. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Brings the connection about now and answers what came of it. */
  reconcile(name: string): Promise<Awaited<ReturnType<ConnectorApi['show']>>>;
  close(): Promise<void>;
}

/** Short times to settle, because the lag passes on the sandbox's clock: what is not there yet is left to the queue. */
function lagging(): Pick<TestStageOptions, 'replication' | 'seed' | 'settings'> {
  const { REPLICATION_LAG_S: lagS, SEED: seed = '1' } = process.env;
  if (!lagS) return {};
  // Which half of the directory lags varies too: whole registrations, or only their secrets.
  const covers = Number(seed) % 2 === 0 ? 'credentials' : 'objects';
  const replication = { lagMs: Number(lagS) * 1_000, monotonic: false, covers } as const;
  return { seed: Number(seed), replication, settings: { SETTLE_WITHIN: 'PT1S' } };
}

export async function startTestStage({ events, ...given }: TestStageOptions = {}): Promise<TestStage> {
  const options: TestStageOptions = { ...lagging(), ...given, settings: { ...lagging().settings, ...given.settings } };
  const sandbox = await startSandbox({ seed: 1, ...options });
  const lagMs = options.replication?.lagMs ?? 0;
  const folder = process.env['TRAFFIC_FOLDER'];
  if (folder && !options.hasBrokenAnswers)
    recordTraffic(sandbox.world.exchanges, join(folder, `${randomUUID()}.jsonl`));
  const logs: HostLog[] = [];
  const counter = countEvents();
  const activity = watchActivity(sandbox.world.exchanges, options.background !== false);
  const onLog = (log: HostLog) => {
    logs.push(log);
    activity.onLog(log);
    counter.onLog(log);
    options.onLog?.(log);
  };
  const app = await startApp(sandbox, { ...options, onLog }).catch(async (error) => {
    await sandbox.close();
    throw error;
  });
  if (events) await subscribeApp(sandbox, app.url, events);
  const checked = createCheckedApi(app.url);
  const api: ConnectorApi = {
    ...checked,
    async provision(name, body) {
      for (let times = 0; ; times += 1) {
        const shown = await checked.provision(name, body);
        if (shown.state !== 'settling' || lagMs === 0 || times === PATIENCE) return shown;
        await moveBy(lagMs);
      }
    },
  };

  const registrationOf = (name: string) =>
    sandbox.entra.registrations().find(({ uniqueName, deleted }) => uniqueName?.endsWith(`-${name}`) && !deleted);

  async function moveBy(ms: number): Promise<void> {
    // A lease that a working process holds would end with the move, as if the process had been asleep that long.
    await activity.idle();
    await sandbox.world.clock.moveBy(ms);
    await activity.quiet();
  }

  const replicated = async () => {
    if (lagMs > 0) await moveBy(lagMs);
  };

  async function addSite(name: string): Promise<Site> {
    const espocrm = await sandbox.addEspoCrm();
    const { userName, password } = ESPOCRM_ADMIN;
    await sandbox.operator.putSecret(`espocrm-${name}-admin`, `${userName}:${password}`);
    return { name, ...espocrm };
  }

  return {
    sandbox,
    app,
    api,
    logs,
    logged: counter.count,
    addSite,
    async aSettledSite(name, body = {}) {
      const site = await addSite(name);
      const { state, problems } = await api.provision(name, { espocrmUrl: site.url, ...body });
      if (state !== 'settled') throw new Error(`${name} is ${state}: ${JSON.stringify(problems)}`);
      await replicated();
      return site;
    },
    signsIn: async ({ url }, user = 'alice@sandbox.example') => (await sandbox.browser(url, user)).kind === 'signedIn',
    holdsGoodSecret({ controls }) {
      const { authenticationMethod, oidcClientId } = controls.settings();
      if (authenticationMethod !== 'Oidc' || typeof oidcClientId !== 'string') return undefined;
      return sandbox.entra.accepts(oidcClientId, controls.clientSecret() ?? '');
    },
    ownCredentials(name) {
      const now = sandbox.world.clock.now();
      const credentials = registrationOf(name)?.credentials ?? [];
      const own = credentials.filter(({ displayName }) => displayName === `espocrm-entra-connector/${name}`);
      return own.filter(({ endsAt }) => endsAt > now).map(({ keyId }) => keyId);
    },
    ended: activity.changes,
    moveBy,
    replicated,
    expectAtOnce(actual, expected) {
      if (lagMs === 0) expect(actual).toMatchObject(expected);
    },
    async whileReplicating(other) {
      let isOver = false;
      const over = other.finally(() => {
        isOver = true;
      });
      while (lagMs > 0 && !isOver) {
        await replicated();
        await Promise.race([sleep(LOOK_AROUND_MS), over]);
      }
      return over;
    },
    moveTo: (at) => moveBy(at.getTime() - sandbox.world.clock.now().getTime()),
    async untilSettled(name) {
      await waitFor(`settling ${name}`, async () => {
        if ((await api.show(name)).state === 'settled') return true;
        await moveBy(MINUTES_MS);
        return undefined;
      });
    },
    async untilGone(name, { status } = { status: 202 }) {
      if (status !== 200 && status !== 202) throw new Error(`Removing ${name} was answered with ${status}.`);
      await waitFor(`the end of ${name}`, async () => {
        if ((await api.request('GET', `/api/connections/${name}`)).status === 404) return true;
        await moveBy(2 * MINUTES_MS);
        return undefined;
      });
    },
    until: (what, isSo) =>
      waitFor(what, async () => {
        if (await isSo()) return true;
        await moveBy(HOUR_MS);
        return undefined;
      }).then(() => undefined),
    async reconcile(name) {
      const { body } = await api.request('GET', `/api/connections/${name}`);
      const { specification } = body as { specification: object };
      return api.provision(name, specification);
    },
    async close() {
      await app.close();
      await sandbox.close();
    },
  };
}
