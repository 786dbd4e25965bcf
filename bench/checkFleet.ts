/** A health check of all connections by a fresh process of the app, in which each of them has to be found well. */
import * as z from 'zod';
import type { HostLog } from '../sandbox/host/hostMessages';
import { startApp } from '../sandbox/stage/startApp';
import type { Sandbox } from '../sandbox/stage/startSandbox';
import { createConnectorApi } from '../sandbox/story/connectorApi';
import { waitFor } from '../sandbox/story/waitFor';
import { TEMPLATE } from './template';
import { type Traced, traced } from './trace';

/** What Node allows itself in an instance of 512 MB, which is what is deployed: it goes by the memory there is. */
const SMALL_INSTANCE = '--max-old-space-size=256 --max-semi-space-size=1';
const WITHIN_MS = 600_000;
const CHECKING: ReadonlySet<string> = new Set(['graph', 'keyvault', 'espocrm', 'blob']);

export interface FleetCheck {
  readonly size: number;
  /** From the timer until the last connection was judged. */
  readonly seconds: number;
  /** Requests about the connections themselves. */
  readonly asked: number;
  readonly listed: number;
  readonly queued: number;
  readonly peakMb: number;
}

const checkedSchema = z.object({ waiting: z.number(), looked: z.array(z.string()) });

/** The last of so many, of which the memory is that of all. Throws an Error when a connection was not found well. */
export async function checkFleet(sandbox: Sandbox, size: number, times = 1): Promise<FleetCheck> {
  const judged = { waiting: 0, lastMs: 0, unwell: [] as string[] };
  const onLog = ({ category, text }: HostLog) => {
    if (category !== 'user' || !text.includes('"health.glanced"')) return;
    const { waiting, looked } = checkedSchema.parse(JSON.parse(text));
    judged.waiting += waiting;
    judged.unwell.push(...looked);
    judged.lastMs = performance.now();
  };
  const app = await startApp(sandbox, { onLog, settings: { NODE_OPTIONS: SMALL_INSTANCE } });
  try {
    const api = createConnectorApi(app.url);
    const untilJudged = (count: number) =>
      waitFor(`the check of ${count}`, () => judged.waiting + judged.unwell.length >= count || undefined, WITHIN_MS);
    // So that tokens and connections are there.
    await api.run('reconcile', JSON.stringify({ check: [TEMPLATE] }));
    await untilJudged(1);
    const all = async (done: number) => {
      await api.run('healthCheck');
      await untilJudged(1 + (done + 1) * size);
    };
    for (let done = 0; done < times - 1; done += 1) await all(done);
    const startMs = performance.now();
    const { requests } = await traced(sandbox, () => all(times - 1));
    if (judged.unwell.length > 0) throw new Error(`Not found well: ${judged.unwell.slice(0, 5).join(', ')}.`);
    const peakMb = (await app.peakMemory()) / 1024 ** 2;
    return { size, seconds: (judged.lastMs - startMs) / 1_000, ...countsOf(requests), peakMb };
  } finally {
    await app.close();
  }
}

function countsOf(requests: readonly Traced[]): Pick<FleetCheck, 'asked' | 'listed' | 'queued'> {
  const listed = requests.filter(({ operation }) => operation === 'listBlobs').length;
  const asked = requests.filter(({ service }) => CHECKING.has(service)).length - listed;
  return { asked, listed, queued: requests.filter(({ service }) => service === 'queue').length };
}
