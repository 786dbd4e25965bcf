/** Runs the fixture app in the local host and collects what it logs. */
import { join } from 'node:path';
import * as z from 'zod';
import type { HostLog } from '../../sandbox/host/hostMessages';
import { type HostOptions, type RunningHost, startHost } from '../../sandbox/host/startHost';
import { createClock } from '../../sandbox/kit/clock';
import { waitFor } from '../../sandbox/story/waitFor';

const hostApp = join(__dirname, 'hostApp');
export const settings = { GREETING: 'hello', DAILY_AT: '0 0 6 * * *', QUEUE: 'work' };

const saidSchema = z.looseObject({ function: z.string() });
export type Said = z.infer<typeof saidSchema>;

export interface AppUnderTest {
  readonly host: RunningHost;
  readonly logs: readonly HostLog[];
  /** What a function said it was given, each time it ran. */
  saidBy(name: string): Said[];
  /** The same as soon as there are `count` of those. */
  sayings(name: string, count: number): Promise<Said[]>;
}

export async function startHostApp(options: Partial<HostOptions> = {}): Promise<AppUnderTest> {
  const logs: HostLog[] = [];
  const host = await startHost({
    appFolder: hostApp,
    env: settings,
    clock: createClock(),
    pollQueues: false,
    ...options,
    onLog: (log) => logs.push(log),
  });
  const saidBy = (name: string) =>
    logs
      .filter(({ category }) => category === 'user')
      .map(({ text }) => saidSchema.parse(JSON.parse(text)))
      .filter((said) => said.function === name);
  const sayings = (name: string, count: number) =>
    waitFor(`Run ${count} of ${name}`, () => (saidBy(name).length >= count ? saidBy(name) : undefined), 5_000);
  return { host, logs, saidBy, sayings };
}
