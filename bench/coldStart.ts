/** How long the app takes to load, and its memory, against an app with one function: fresh processes, by turns. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { repositoryFolder } from '../sandbox/kit/repositoryFolder';
import type { Figure } from './figure';

const TIMES = 15;
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

/** Throws an Error when one of the apps does not start. */
export function coldStart(): readonly Figure[] {
  const app = dist('app/main.js');
  const loaded: Readonly<Record<'app' | 'empty' | 'event' | 'rest', Loaded[]>> = {
    app: [],
    empty: [],
    event: [],
    rest: [],
  };
  for (let times = 0; times < TIMES; times += 1) {
    loaded.empty.push(load(dist('bench/emptyApp.js')));
    loaded.app.push(load(app));
    loaded.event.push(load(app, [dist('app/vaultEvent.js')]));
    loaded.rest.push(load(app, [dist('app/handlers.js')]));
  }
  const of = (name: keyof typeof loaded, what: keyof Loaded) => median(loaded[name].map((one) => one[what]));
  const emptyMs = of('empty', 'loadMs');
  const [appMs, eventMs, restMs] = [of('app', 'loadMs'), of('event', 'laterMs'), of('rest', 'laterMs')];
  const [appMb, emptyMb] = [of('app', 'peakMb'), of('empty', 'peakMb')];
  const isPromised = Number.parseInt(process.versions.node, 10) >= PROMISED_FROM;
  const times = `medians of ${TIMES}`;
  return [
    {
      name: 'load time of the app ÷ of an empty app',
      value: appMs / emptyMs,
      ...(isPromised && { limit: 1.3 }),
      detail: `${appMs.toFixed(1)} and ${emptyMs.toFixed(1)} ms, ${times}`,
    },
    {
      name: 'peak memory of the app ÷ of an empty app',
      value: appMb / emptyMb,
      limit: 1.2,
      detail: `${appMb.toFixed(1)} and ${emptyMb.toFixed(1)} MB, ${times}`,
    },
    {
      name: 'what the first event waits for ÷ load time of an empty app',
      value: eventMs / emptyMs,
      detail: `${eventMs.toFixed(1)} ms, ${times}`,
    },
    {
      name: 'what the first request or message waits for ÷ the same',
      value: restMs / emptyMs,
      detail: `${restMs.toFixed(1)} ms, ${times}`,
    },
  ];
}
