/** A day on which a thousand client secrets near their end, under the limits of Graph and Key Vault. */
import * as z from 'zod';
import { createPassTime, type PassTime } from '../sandbox/fleet/passTime';
import type { HostLog } from '../sandbox/host/hostMessages';
import { startApp, subscribeApp } from '../sandbox/stage/startApp';
import { type Sandbox, startSandbox } from '../sandbox/stage/startSandbox';
import { createConnectorApi } from '../sandbox/story/connectorApi';
import type { Narrator } from '../sandbox/story/narrator';
import { waitFor } from '../sandbox/story/waitFor';
import { type Member, makeCrowd, notRenewed } from './crowd';
import type { Figure } from './figure';
import { enforce, leastSeconds, PART, type Usage, watchUsage } from './limits';
import { makeTemplate } from './template';

const COUNT = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WITHIN_MS = 900_000;
/** Nothing is set off by it while the day lasts: the one check it takes is run by hand. */
const SELDOM = '0 0 0 1 1 *';

interface Part {
  readonly name: string;
  readonly seconds: number;
  readonly used: Usage;
}

export async function renewalDay(narrator: Narrator): Promise<readonly Figure[]> {
  narrator.heading(`A day of ${COUNT} renewals`);
  const sandbox = await startSandbox({ seed: 1 });
  try {
    const template = await narrator.step('The app sets up a connection', () => makeTemplate(sandbox));
    await sandbox.world.clock.moveTo(new Date(template.nearsEndAt.getTime() - MINUTE_MS));
    const time = createPassTime(sandbox);
    const looks = createLooks();
    const onLog = (log: HostLog) => {
      time.onLog(log);
      looks.onLog(log);
    };
    const app = await startApp(sandbox, { onLog, settings: { HEALTH_CHECK_SCHEDULE: SELDOM } });
    try {
      await subscribeApp(sandbox, app.url);
      const members = await narrator.step(`It is copied, with its EspoCRM, until there are ${COUNT}`, () =>
        makeCrowd(sandbox, template, COUNT),
      );
      enforce(sandbox);
      const parts = await pass(
        { sandbox, time, looks, members, check: () => createConnectorApi(app.url).run('healthCheck') },
        narrator,
      );
      return figuresOf(parts, COUNT - notRenewed(sandbox, members).length);
    } finally {
      await app.close();
    }
  } finally {
    await sandbox.close();
  }
}

interface Day {
  readonly sandbox: Sandbox;
  readonly time: PassTime;
  readonly looks: Looks;
  readonly members: readonly Member[];
  readonly check: () => Promise<void>;
}

async function pass({ sandbox, time, looks, members, check }: Day, narrator: Narrator): Promise<readonly Part[]> {
  const names = members.map(({ name }) => name);
  const part = (name: string, begin: () => Promise<void>, isDone: (look: Look) => boolean) =>
    narrator.step(name, async () => {
      looks.forget();
      const used = watchUsage(sandbox);
      const startMs = performance.now();
      await begin();
      await waitFor(name, () => names.every((each) => isDone(looks.of(each))) || undefined, WITHIN_MS);
      const seconds = (looks.lastMs() - startMs) / 1_000;
      await time.idle();
      return { name, seconds, used: used() };
    });
  const move = (ms: number) => () => sandbox.world.clock.moveBy(ms);
  return [
    await part('Key Vault says that they near their end', move(2 * MINUTE_MS), ({ done }) => done.has('issue')),
    await part(
      '16 minutes later the new ones are delivered',
      move(16 * MINUTE_MS),
      ({ done, isSettled }) => isSettled && done.has('deliver'),
    ),
    await part(
      '8 days later a health check finds the old ones and removes them',
      async () => {
        await move(8 * DAY_MS)();
        await check();
      },
      ({ done, isSettled }) => isSettled && done.has('retire'),
    ),
  ];
}

interface Look {
  readonly done: ReadonlySet<string>;
  readonly isSettled: boolean;
}

interface Looks {
  readonly onLog: (log: HostLog) => void;
  /** What was done about the connection since the last `forget`, in however many looks. */
  of(connection: string): Look;
  lastMs(): number;
  forget(): void;
}

const lookSchema = z.object({ connection: z.string(), state: z.string(), actions: z.array(z.string()) });
const NO_LOOK: Look = { done: new Set(), isSettled: false };

function createLooks(): Looks {
  const looks = new Map<string, Look>();
  let lastMs = 0;
  return {
    onLog({ category, text }) {
      if (category !== 'user' || !text.includes('"connection.reconciled"')) return;
      const { connection, state, actions } = lookSchema.parse(JSON.parse(text));
      const before = looks.get(connection) ?? NO_LOOK;
      looks.set(connection, { done: new Set([...before.done, ...actions]), isSettled: state === 'settled' });
      lastMs = performance.now();
    },
    of: (connection) => looks.get(connection) ?? NO_LOOK,
    lastMs: () => lastMs,
    forget: () => looks.clear(),
  };
}

function figuresOf(parts: readonly Part[], renewed: number): readonly Figure[] {
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const tellPart = ({ seconds, used }: Part) =>
    `${seconds.toFixed(0)} s (limits ${leastSeconds(used).toFixed(0)} s: ${used.units} units, ${used.writes} writes, ${used.transactions} transactions; ${used.throttled} throttled)`;
  return [
    { name: 'renewals that are as they should be', value: renewed, least: COUNT, detail: `of ${COUNT}` },
    {
      name: 'rate ÷ what the limits allow',
      value: total(({ used }) => leastSeconds(used)) / total(({ seconds }) => seconds),
      least: 0.7,
      needsQuiet: true,
      detail: `limits ÷ ${PART}; ${parts.map(tellPart).join(', ')}`,
    },
  ];
}
