/** The door of unit tests to the modelled world: nothing goes wrong there but what a test chooses, and its clock is the test's. */
import type { ConnectionSpec } from '../../src/core/connection';
import { Failure, type FailureFacts } from '../../src/core/failure';
import type { Message } from '../../src/reconcile/connector';
import type { Log } from '../../src/reconcile/ports';
import type { Chances, LossKind } from '../world/chances';
import type { Operation, Outside } from '../world/operations';
import { createPromptWorker, type Hooks } from '../world/promptWorker';
import { LEASE_MS } from '../world/storage';
import { createTimeline } from '../world/timeline';
import { connectorIn, createWorld } from '../world/world';
import { aSpec, NOW } from './seen';

export const aFailure = (changes: Partial<FailureFacts> = {}) =>
  new Failure({
    system: 'EspoCRM',
    operation: 'test',
    code: 'test',
    retry: 'soon',
    advice: 'A test wants it so.',
    ...changes,
  });

/** What the world leaves to chance elsewhere, as a test chooses it. */
interface Chosen {
  /** How long all of Entra's servers take to learn of a change. */
  lagMs: number;
  /** What is lost of the next writes to EspoCRM, one by one. */
  readonly losses: LossKind[];
  /** Whether leases are renewed while somebody works. */
  renewsLeases: boolean;
  /** Systems that do not answer. */
  readonly down: Set<Outside>;
}

export function createMemoryWorld(spec: ConnectionSpec = aSpec()) {
  const timeline = createTimeline(NOW.getTime());
  const { nowMs } = timeline;
  const chosen: Chosen = { lagMs: 0, losses: [], renewsLeases: true, down: new Set() };
  const chances: Chances = {
    spread: (ms) => ms + chosen.lagMs,
    isAhead: () => false,
    isDown: (system) => chosen.down.has(system),
    lossOfWrite: () => chosen.losses.shift(),
    losesLeaseAfterMs: () => (chosen.renewsLeases ? undefined : 0),
    arrivals: () => 1,
  };
  /** Whether EspoCRM is asked to sign in with a made-up code, and whether Entra judges the secret before the code. */
  const probes = { on: true, tell: true };
  const probe = () => (probes.on ? (probes.tell ? 'tells' : 'mute') : 'off');
  const world = createWorld(spec, timeline, chances, probe);
  world.blob.spec = spec;

  const queue: (Message & { readonly delayMs: number })[] = [];
  const lines: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const told: string[] = [];
  const calls: Operation[] = [];
  const hooks: Hooks = {};
  const line: Log['info'] = (event, fields) => void lines.push({ event, fields });
  const log: Log = { info: line, warn: line, error: line };
  const notifications = {
    tell: async ({ name }: Pick<ConnectionSpec, 'name'>, news: readonly { readonly kind: string }[]) =>
      void told.push(...news.map(({ kind }) => `${name} ${kind}`)),
  };

  function startProcess() {
    const worker = createPromptWorker({ timeline, hooks, calls, isDown: (system) => chosen.down.has(system) });
    const add = (message: Message, delayMs: number) => void queue.push({ ...message, delayMs });
    return { worker, connector: connectorIn(world, worker, add, notifications) };
  }
  let running = startProcess();

  return {
    /** Of the process that runs now. */
    get connector() {
      return running.connector;
    },
    log,
    chosen,
    probes,
    hooks,
    entra: world.entra,
    registrations: world.entra.held,
    keyVault: world.keyVault,
    vault: world.keyVault.held.versions,
    espocrm: world.espocrm,
    document: world.blob,
    queue,
    told,
    lines,
    calls,
    now: () => new Date(nowMs()),
    moveDays: (days: number) => timeline.passUntil(nowMs() + days * 86_400_000),
    /** Whether a member of staff could sign in now. */
    canSignIn: () => world.canSignIn(),
    /** Another process in place of this one, once the leases that it had have run out. */
    restart: () => {
      running.worker.die();
      timeline.passUntil(nowMs() + LEASE_MS);
      running = startProcess();
    },
  };
}

export type MemoryWorld = ReturnType<typeof createMemoryWorld>;
