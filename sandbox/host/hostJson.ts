/** Reads the parts of host.json that this host honours. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** `hh:mm:ss`, as milliseconds. */
const TimeSpan = z
  .string()
  .regex(/^\d{1,2}:\d{2}:\d{2}$/, 'is not of the form hh:mm:ss')
  .transform((text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1_000);

/** The defaults are those of the extension, host.json reference "queues". */
const Queues = z.object({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  maxDequeueCount: z.int().min(1).default(5),
  visibilityTimeout: TimeSpan.prefault('00:00:00'),
  maxPollingInterval: TimeSpan.prefault('00:01:00'),
  messageEncoding: z.enum(['base64', 'none']).default('base64'),
});
export type QueueSettings = z.infer<typeof Queues>;

const HostJson = z.object({
  version: z.literal('2.0'),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: Queues.prefault({}),
    })
    .prefault({}),
});

export interface HostJson {
  readonly routePrefix: string;
  readonly queues: QueueSettings;
}

export async function readHostJson(appFolder: string): Promise<HostJson> {
  const path = join(appFolder, 'host.json');
  const parsed = HostJson.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is not valid:\n${z.prettifyError(parsed.error)}`);
  const { http, queues } = parsed.data.extensions;
  return { routePrefix: http.routePrefix.replace(/^\/|\/$/g, ''), queues };
}
