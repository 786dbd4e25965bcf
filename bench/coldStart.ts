/** How long the app takes to load, and its memory, against an app with one function: fresh processes, by turns. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { repositoryFolder } from '../sandbox/kit/repositoryFolder';
import type { Figure } from './figure';

const TIMES = 15;

const loadedSchema = z.object({ loadMs: z.number(), functions: z.number(), peakMb: z.number() });
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

function load(entry: string): Loaded {
  const { PATH = '' } = process.env;
  const output = execFileSync(process.execPath, [dist('bench/loadOnce.cjs'), entry], { env: { PATH, ...SETTINGS } });
  return loadedSchema.parse(JSON.parse(output.toString()));
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Throws an Error when one of the apps does not start. */
export function coldStart(): readonly Figure[] {
  const apps = { app: dist('app/main.js'), empty: dist('bench/emptyApp.js') };
  const loaded: Record<keyof typeof apps, Loaded[]> = { app: [], empty: [] };
  for (let times = 0; times < TIMES; times += 1)
    for (const name of ['empty', 'app'] as const) loaded[name].push(load(apps[name]));
  const ratio = (of: keyof Loaded) => {
    const [app, empty] = [loaded.app, loaded.empty].map((each) => median(each.map((one) => one[of])));
    return { app: app ?? 0, empty: empty ?? 1 };
  };
  const [time, memory] = [ratio('loadMs'), ratio('peakMb')];
  return [
    {
      name: 'load time of the app ÷ of an empty app',
      value: time.app / time.empty,
      limit: 1.3,
      detail: `${time.app.toFixed(1)} and ${time.empty.toFixed(1)} ms, medians of ${TIMES}`,
    },
    {
      name: 'peak memory of the app ÷ of an empty app',
      value: memory.app / memory.empty,
      limit: 1.2,
      detail: `${memory.app.toFixed(1)} and ${memory.empty.toFixed(1)} MB, medians of ${TIMES}`,
    },
  ];
}
