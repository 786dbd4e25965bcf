/** What a connection's life costs in requests and in round trips, with the same time added to each request. */

import { startApp } from '../sandbox/stage/startApp';
import { type Sandbox, startSandbox } from '../sandbox/stage/startSandbox';
import { ESPOCRM_ADMIN } from '../sandbox/stage/tenant';
import { createConnectorApi } from '../sandbox/story/connectorApi';
import { waitFor } from '../sandbox/story/waitFor';
import type { Figure } from './figure';
import { criticalPath, DELAY_MS, type Trace, toText, traced } from './trace';
import { untilInUse } from './untilInUse';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NAME = 'measured';
/** Used before each measurement, so that tokens, connections and clients are there. */
const WARM = 'warm';

const NEW_SECRET = 'renewal, the new secret';
const DELIVERY = 'renewal, its delivery';

/** Each part, and how many requests it may make; a change that makes more has to say why. */
const PARTS = [
  { name: 'provisioning', afterMs: 0, limit: 47 },
  { name: NEW_SECRET, afterMs: 702 * DAY_MS, limit: 18 },
  { name: DELIVERY, afterMs: 16 * MINUTE_MS, limit: 27 },
  { name: 'renewal, the end of the old one', afterMs: 8 * DAY_MS, limit: 31 },
  { name: 'to reconcile a connection that is well', afterMs: 60 * MINUTE_MS, limit: 11 },
] as const;

export async function requests(): Promise<readonly Figure[]> {
  const sandbox = await startSandbox({ seed: 1 });
  try {
    return await measure(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function measure(sandbox: Sandbox): Promise<readonly Figure[]> {
  let ended = 0;
  const app = await startApp(sandbox, {
    background: false,
    onLog({ category, text }) {
      if (category === 'host' && text.startsWith("Executed 'Functions.reconcile'")) ended += 1;
    },
  });
  try {
    const api = createConnectorApi(app.url);
    const prepare = async (name: string) => {
      const { url } = await sandbox.addEspoCrm();
      await sandbox.operator.putSecret(`espocrm-${name}-admin`, `${ESPOCRM_ADMIN.userName}:${ESPOCRM_ADMIN.password}`);
      return { url, provision: () => api.provision(name, { espocrmUrl: url }) };
    };
    const run = async (message: object) => {
      const before = ended;
      await api.run('reconcile', JSON.stringify(message));
      await waitFor('the end of the run', () => ended > before || undefined);
    };
    const look = (name: string) => run({ connection: name, attempt: 0 });
    await (await prepare(WARM)).provision();
    // The queue is made by the first message that is put there.
    await sandbox.world.clock.moveBy(702 * DAY_MS);
    await look(WARM);
    const { url, provision } = await prepare(NAME);
    const figures: Figure[] = [];
    const traces = new Map<string, Trace>();
    for (const { name, afterMs, limit } of PARTS) {
      await sandbox.world.clock.moveBy(afterMs);
      if (afterMs > 0) await look(WARM);
      const trace = await traced(sandbox, name === 'provisioning' ? provision : () => look(NAME));
      figures.push(...figuresOf(name, limit, trace));
      traces.set(name, trace);
    }
    await sandbox.world.clock.moveBy(60 * MINUTE_MS);
    const check = (name: string) => run({ check: [name] });
    await check(WARM);
    figures.push(...figuresOf('the hourly check of one that is well', 4, await traced(sandbox, () => check(NAME))));
    const [issued, delivered] = [traces.get(NEW_SECRET), traces.get(DELIVERY)];
    if (!issued || !delivered) throw new Error('There is no trace of the renewal.');
    const { applicationId = '' } = await api.show(NAME);
    figures.push(...(await untilInUse(sandbox, issued, delivered, { name: NAME, espocrmUrl: url, applicationId })));
    return figures;
  } finally {
    await app.close();
  }
}

function figuresOf(name: string, limit: number, { requests, wallMs }: Trace): readonly Figure[] {
  const path = criticalPath(requests);
  const boundMs = path.length * DELAY_MS;
  return [
    { name: `${name}: requests`, value: requests.length, limit, detail: countsOf(requests) },
    {
      name: `${name}: round trips one after the other`,
      value: path.length,
      detail: path.map(toText).join(', '),
    },
    {
      name: `${name}: time ÷ bound`,
      value: wallMs / boundMs,
      detail: `${wallMs.toFixed(0)} and ${boundMs} ms, with ${DELAY_MS} ms added to every request`,
    },
  ];
}

function countsOf(requests: Trace['requests']): string {
  const counts = new Map<string, number>();
  for (const { service } of requests) counts.set(service, (counts.get(service) ?? 0) + 1);
  return [...counts].map(([service, count]) => `${service} ${count}`).join(', ');
}
