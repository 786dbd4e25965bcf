/** Runs a built function app in a local Functions host: a process of its own that lives in the sandbox's time. */
import type { Clock } from '../kit/clock';
import { startClockedProcess } from '../kit/clockedProcess';
import { FromChild, type HostFunction, type HostLog, hostSettings, memoryMessage, stopMessage } from './hostMessages';

export interface HostOptions {
  /** Holds host.json and package.json, whose `main` is loaded. */
  readonly appFolder: string;
  /** The app's settings; of this process's environment it sees next to nothing. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** 0 or left out: any free port. */
  readonly port?: number;
  readonly onLog?: (log: HostLog) => void;
  /** Whether messages in queues set off functions; true when left out. */
  readonly pollQueues?: boolean;
  /** Whether schedules set off functions; true when left out. */
  readonly runTimers?: boolean;
}

export interface RunningHost {
  /** For example `http://localhost:7071`, without a trailing slash. */
  readonly url: string;
  readonly pid: number;
  readonly functions: readonly HostFunction[];
  /** The most memory that host and app have had so far, in bytes. */
  peakMemory(): Promise<number>;
  /** A crash: SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Lets what runs finish, for as long as CLOSE_WITHIN_MS; then the process is gone. */
  close(): Promise<void>;
  /** Settles with how the process ended. */
  readonly ended: Promise<string>;
}

type Ready = Extract<FromChild, { kind: 'ready' }>;

const CLOSE_WITHIN_MS = 10_000;

/** Rejects with the app's own words when it cannot start. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { appFolder, env, clock, port = 0, onLog, pollQueues = true, runTimers = true } = options;
  /** What it wrote before it was ready. */
  const output: string[] = [];
  let started = false;
  let failure: string | undefined;
  let ready: (message: Ready) => void = () => undefined;
  let remember: (bytes: number) => void = () => undefined;
  const isReady = new Promise<Ready>((resolve) => {
    ready = resolve;
  });
  const child = startClockedProcess({
    entry: 'hostChild',
    env: {
      // As Core Tools do.
      AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
      ...env,
      [hostSettings.appFolder]: appFolder,
      [hostSettings.port]: String(port),
      [hostSettings.pollQueues]: String(pollQueues),
      [hostSettings.runTimers]: String(runTimers),
    },
    clock,
    onMessage(message) {
      // The app shares the channel and may say other things on it.
      const { data } = FromChild.safeParse(message);
      if (data?.kind === 'log') onLog?.(data.log);
      else if (data?.kind === 'failed') failure = data.text;
      else if (data?.kind === 'peakMemory') remember(data.bytes);
      else if (data) ready(data);
    },
    onOutput(stream, text) {
      if (!started) output.push(text);
      onLog?.({ level: stream === 'stderr' ? 'error' : 'information', category: 'console', text });
    },
  });
  const failed = child.ended.then((how) => {
    throw new Error(failure ?? `The host ended before it was ready (${how}):\n${output.join('\n')}`);
  });
  const { port: bound, functions } = await Promise.race([isReady, failed]);
  started = true;

  return {
    url: `http://localhost:${bound}`,
    pid: child.pid,
    functions,
    peakMemory: () =>
      new Promise((resolve) => {
        remember = resolve;
        child.send(memoryMessage);
      }),
    kill: child.kill,
    async close() {
      child.send(stopMessage);
      const giveUp = setTimeout(() => void child.kill(), CLOSE_WITHIN_MS);
      await child.ended;
      clearTimeout(giveUp);
    },
    ended: child.ended,
  };
}
