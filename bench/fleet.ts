/** What a health check of a whole fleet costs: requests, time and memory, with one instance of the platform. */
import type { Sandbox } from '../sandbox/stage/startSandbox';
import { startSandbox } from '../sandbox/stage/startSandbox';
import type { Narrator } from '../sandbox/story/narrator';
import { clientSecretName } from '../src/core/ownership';
import { CHECKED_IN_A_SECOND } from '../src/reconcile/checkAll';
import { checkFleet, type FleetCheck } from './checkFleet';
import type { Figure } from './figure';
import { documentsOf, makeTemplate, TEMPLATE, type Template } from './template';
import { DELAY_MS } from './trace';

const TOGETHER = 50;
/** batchSize and newBatchThreshold of host.json. */
const MESSAGES_AT_ONCE = 24;
/** The document, and then the other three. */
const ROUND_TRIPS = 2;

export async function fleet(narrator: Narrator): Promise<readonly Figure[]> {
  narrator.heading('Fleet');
  const sandbox = await startSandbox({ seed: 1 });
  try {
    const template = await narrator.step('The app sets up a connection', () => makeTemplate(sandbox));
    let there = 1;
    const checked = async (size: number, times = 1) => {
      await narrator.step(`It is copied until there are ${size}`, () => copy(sandbox, template, there, size));
      there = size;
      const what = times === 1 ? 'A health check' : `${times} health checks`;
      return narrator.step(`${what} of ${size}`, () => checkFleet(sandbox, size, times));
    };
    // The memory of a process grows with its age too: one that checks few is as old as one that checks many.
    return figuresOf(await checked(100, 20), await checked(1_000), await checked(10_000));
  } finally {
    await sandbox.close();
  }
}

/** They share its EspoCRM and its registration; document and secret are their own, and look as they did when it was settled. */
async function copy(sandbox: Sandbox, { document }: Template, from: number, until: number): Promise<void> {
  const documents = documentsOf(sandbox);
  const { text, metadata } = document;
  for (let first = from; first < until; first += TOGETHER) {
    const count = Math.min(TOGETHER, until - first);
    const names = Array.from({ length: count }, (_, index) => `copy-${first + index}`);
    for (const name of names)
      sandbox.keyVault.copy(clientSecretName(TEMPLATE), clientSecretName(name), { Connection: name });
    const upload = (name: string) =>
      documents.getBlockBlobClient(`${name}.json`).upload(text, Buffer.byteLength(text), { metadata });
    await Promise.all(names.map(upload));
  }
}

function figuresOf(few: FleetCheck, many: FleetCheck, most: FleetCheck): readonly Figure[] {
  return [
    {
      name: 'the check of one that is well: requests',
      value: most.asked / most.size,
      limit: 4,
      detail: `and ${(most.queued / most.size).toFixed(2)} to the queue, ${most.listed} in all to list the connections`,
    },
    {
      name: 'time of 10,000 ÷ of 1,000',
      value: most.seconds / many.seconds,
      limit: 11,
      needsQuiet: true,
      detail: `${most.seconds.toFixed(1)} and ${many.seconds.toFixed(1)} s, with ${DELAY_MS} ms added to every request`,
    },
    throughput('throughput of 10,000 ÷ bound', most, 0.8),
    throughput('throughput of 1,000 ÷ bound', many),
    {
      name: 'peak memory for 10,000 ÷ for 100',
      value: most.peakMb / few.peakMb,
      limit: 1.3,
      detail: `${most.peakMb.toFixed(0)} and ${few.peakMb.toFixed(0)} MB, in an instance of 512 MB`,
    },
  ];
}

function throughput(name: string, { size, seconds }: FleetCheck, least?: number): Figure {
  const atOnceS = ((size / MESSAGES_AT_ONCE) * ROUND_TRIPS * DELAY_MS) / 1_000;
  const pacedS = size / CHECKED_IN_A_SECOND;
  const boundS = Math.max(atOnceS, pacedS);
  const which = pacedS > atOnceS ? `the pace of ${CHECKED_IN_A_SECOND}/s` : `${MESSAGES_AT_ONCE} messages at once`;
  return {
    name,
    value: boundS / seconds,
    needsQuiet: true,
    ...(least !== undefined && { least }),
    detail: `${(size / seconds).toFixed(0)}/s; bound: ${which}, ${boundS.toFixed(1)} s (${MESSAGES_AT_ONCE} messages at once: ${atOnceS.toFixed(1)} s)`,
  };
}
