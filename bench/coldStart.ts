/** How long the app takes to load, and its memory, against an app with one function: fresh processes, by turns. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { repositoryFolder } from '../sandbox/kit/repositoryFolder';
import type { Figure } from './figure';

const TIMES = 30;
/** What the deployment runs on (infra), and what is promised; older ones take longer for the same code. */
const PROMISED_FROM = 24;

const loadedSchema = z.object({ loadMs: z.number(), functions: z.number(), peakMb: z.number(), laterMs: z.number() });
type Loaded = z.infer<typeof loadedSchema>;

/** Values that let the app start; nothing is asked of what they name. */
const SETTINGS = {
  AZURE_TENANT_ID: '5a4db000-0000-4000-8000-00000000c10d',
  KEY_VAULT_URI: 'https://bench.vault.azure.net',
  HEALTH_CHECK_SCHEDULE: '0 17 * * * *',
  AzureWebJobsStorage__blobServiceUri: 'https://bench.blob.core.windows.net',
  AzureWebJobsStorage__queueServiceUri: 'https://bench.queue.core.windows.net',
};

const dist = (file: string) => join(repositoryFolder, 'dist', file);

function load(entry: string, later: readonly string[] = []): Loaded {
  const { PATH = '' } = process.env;
  const output = execFileSync(process.execPath, [dist('bench/loadOnce.cjs'), entry, ...later], {
    env: { PATH, ...SETTINGS },
  });
  return loadedSchema.parse(JSON.parse(output.toString()));
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The median of the ratios of neighbours: what slows the machine for a while slows both. */
const ratio = (values: readonly number[], others: readonly number[]): number =>
  median(values.map((value, index) => value / (others[index] ?? Number.NaN)));

/** Throws an Error when one of the apps does not start. */
export function coldStart(): readonly Figure[] {
  const app = dist('app/main.js');
  const rounds = Array.from({ length: TIMES }, () => ({
    empty: load(dist('bench/emptyApp.js')),
    app: load(app),
    event: load(app, [dist('app/event.js')]),
    rest: load(app, [dist('app/everything.js')]),
  }));
  const of = (name: 'app' | 'empty' | 'event' | 'rest', what: keyof Loaded) => rounds.map((round) => round[name][what]);
  const emptyMs = of('empty', 'loadMs');
  const [appMs, eventMs, restMs] = [of('app', 'loadMs'), of('event', 'laterMs'), of('rest', 'laterMs')];
  const [appMb, emptyMb] = [of('app', 'peakMb'), of('empty', 'peakMb')];
  const isPromised = Number.parseInt(process.versions.node, 10) >= PROMISED_FROM;
  const figure = (name: string, values: readonly number[], others: readonly number[], unit: string) => ({
    name,
    value: ratio(values, others),
    detail: `medians of ${TIMES}: ${median(values).toFixed(1)} and ${median(others).toFixed(1)} ${unit}`,
  });
  return [
    { ...figure('load time of the app ÷ of an empty app', appMs, emptyMs, 'ms'), ...(isPromised && { limit: 1.3 }) },
    { ...figure('peak memory of the app ÷ of an empty app', appMb, emptyMb, 'MB'), limit: 1.2 },
    figure('what the first event waits for ÷ load time of an empty app', eventMs, emptyMs, 'ms'),
    figure('what the first request or message waits for ÷ the same', restMs, emptyMs, 'ms'),
  ];
}
