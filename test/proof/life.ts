/** Lives one schedule: the product's own code, several processes at once, in a world that goes wrong as the schedule says. */
import { createRandom } from '../../sandbox/kit/random';
import { checkAll } from '../../src/reconcile/checkAll';
import type { Connector, Message } from '../../src/reconcile/connector';
import type { Log } from '../../src/reconcile/ports';
import { provision } from '../../src/reconcile/requests';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { aSpec, NOW } from '../support/seen';
import { isLive } from '../world/entra';
import { createMessages, type Ended } from '../world/messages';
import { createTimeline } from '../world/timeline';
import { connectorIn, createWorld } from '../world/world';
import { type Counts, createChances, type DrawnChances } from './chances';
import { editByHand } from './edit';
import { createFatedWorker } from './fatedWorker';
import type { Phase, Schedule } from './schedule';
import { createWatch, type Findings, type Listener } from './watch';

export interface Life {
  readonly findings: Findings;
  readonly counts: Counts;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How soon after all disturbance has ended everything has to be in order. */
const SETTLED_AFTER_DAYS = 40;
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function live(schedule: Schedule, tell: Listener = () => undefined): Promise<Life> {
  // Failures are ordinary here, and nobody reads where they came from.
  Error.stackTraceLimit = 0;
  const random = createRandom(schedule.seed);
  const timeline = createTimeline(NOW.getTime());
  const { nowMs } = timeline;
  const chances: DrawnChances = createChances(schedule, random);
  const world = createWorld(aSpec(), timeline, chances, () => schedule.probe);
  const { blob, entra, isOurs } = world;
  let asked = 0;
  let workers = 0;
  let allAwakeMs = 0;
  const { findings, ...watch } = createWatch(world, tell);
  const messages = createMessages(schedule.workers, timeline, chances, work);

  function before() {
    for (const { edit } of chances.editsDue()) {
      watch.before();
      editByHand(edit, world, random);
      watch.after(edit, 'hand');
    }
    watch.before();
  }

  /** Runs the product in a process of its own. */
  function start(run: (connector: Connector) => Promise<unknown>, ended: Ended) {
    workers += 1;
    const number = workers;
    const after = (operation: string) => watch.after(operation, number);
    const froze = (untilMs: number) => {
      allAwakeMs = Math.max(allAwakeMs, untilMs);
      ended.froze();
    };
    const worker = createFatedWorker(timeline, chances, { before, after, died: ended.died, froze });
    const connector = connectorIn(world, worker, messages.add, { tell: async () => undefined });
    run(connector).then(ended.finished, ended.failed);
  }
  function work(message: Message, ended: Ended) {
    start((connector) => takeMessage(message, connector, SILENT), ended);
  }
  const alone = { finished: () => undefined, failed: () => undefined, died: () => undefined, froze: () => undefined };
  const timer = () => start((connector) => checkAll(connector, SILENT), alone);
  /** An administrator asks for the connection, each time under another display name. */
  function ask() {
    asked += 1;
    const wanted = aSpec({ displayName: `EspoCRM ${asked}` });
    start((connector) => provision(wanted, connector, SILENT), alone);
  }
  /** Does what the product asks for when it has too many credentials: whatever Key Vault does not name goes. */
  function help() {
    const { state, health } = blob.outcome ?? {};
    if (state !== 'blocked' || !health?.problems.some(({ code }) => code === 'too-many-credentials')) return;
    findings.helped += 1;
    const named = new Set(world.keyVault.held.versions.map(({ tags }) => tags['CredentialId']));
    for (const stray of entra.held.credentials.filter((each) => isOurs(each) && !named.has(each.keyId)))
      if (isLive(stray, nowMs())) entra.remove(stray, 'hand');
    watch.after('Entra: strays removed', 'hand');
  }
  const event = () => messages.add({ connection: aSpec().name, attempt: 0 }, 0);

  async function disturb({ days: length, looks, requests }: Phase, isFirst: boolean) {
    const startMs = nowMs();
    if (isFirst) ask();
    for (let day = 0; day < length; day += 1) timeline.at(startMs + day * DAY_MS + HOUR_MS, timer);
    for (const hour of looks.filter((each) => each < length * 24))
      for (let times = chances.arrivals(); times > 0; times -= 1) timeline.at(startMs + hour * HOUR_MS, event);
    for (const hour of requests.filter((each) => each < length * 24)) timeline.at(startMs + hour * HOUR_MS, ask);
    await timeline.runUntil(startMs + length * DAY_MS);
  }

  /** With nothing to disturb it any more, until all is in order. */
  async function calm() {
    while (nowMs() < allAwakeMs) {
      timer();
      await timeline.runUntil(nowMs() + DAY_MS);
    }
    if (!blob.spec) ask();
    // Every day at first, later only now and then: the timer, too, may miss its time.
    for (let day = 0, step = 1, blockedOn = 0; day <= SETTLED_AFTER_DAYS; day += step) {
      if (day > 2) step = 3;
      // What EspoCRM shows is mended at the next look; its secret, which it does not show, where it can be asked.
      const mendedAfter = schedule.probe === 'tells' || !world.isSetUp() ? 1 : 8;
      // A person comes once a day, and the product waits for that.
      if (blob.outcome?.state === 'blocked') blockedOn = day;
      if (day > blockedOn + mendedAfter && !world.canSignIn()) findings.unmended += 1;
      if (watch.isSettled() && messages.isIdle() && blob.outcome?.state === 'settled') return;
      help();
      timer();
      await timeline.runUntil(nowMs() + step * DAY_MS);
    }
    findings.unsettled += 1;
  }

  for (const [index, phase] of schedule.phases.entries()) {
    chances.begin(phase, nowMs());
    watch.beginPhase();
    await disturb(phase, index === 0);
    chances.end();
    await calm();
    findings.lostRequests = blob.lostRequests;
    if (findings.unsettled > 0) break;
    const next = entra.held.credentials.find((each) => isOurs(each) && isLive(each, nowMs()));
    // Nothing happens for two years; then the renewal is near, or just due.
    await timeline.runUntil((next?.endsAt.getTime() ?? nowMs()) - (30 * DAY_MS + random.integer(3 * DAY_MS)));
  }
  return { findings, counts: chances.counts };
}
