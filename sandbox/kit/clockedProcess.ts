/** Starts a built child process that lives in the sandbox's time and dies with its parent. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from './clock';
import { type ClockMove, clockOffsetSetting, takenMove } from './clockMessages';
import { repositoryFolder } from './repositoryFolder';

export interface ClockedProcessOptions {
  /** The name of its bundle in `dist/sandbox`. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Everything the child sends, but for what concerns the clock. */
  onMessage(message: unknown): void;
  onOutput(stream: 'stdout' | 'stderr', line: string): void;
}

export interface ClockedProcess {
  readonly pid: number;
  /** Settles when the process has ended, with how it ended and with everything it wrote handed on. */
  readonly ended: Promise<string>;
  send(message: { readonly kind: string }): void;
  /** A crash: SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Lets go of the process, which then exits by itself; a process that hangs is killed. */
  close(): Promise<void>;
}

const bundle = (name: string) => join(repositoryFolder, 'dist/sandbox', `${name}.cjs`);
const kept = ['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot'];

/** Nothing of the parent's environment but what any process needs, so that a missing setting shows. */
function environment(settings: Readonly<Record<string, string>>, clock: Clock): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(kept.flatMap((name) => [[name, process.env[name]]]));
  return {
    ...inherited,
    // Node 22 and later start faster from compiled code; earlier ones do not know the setting.
    NODE_COMPILE_CACHE: join(repositoryFolder, '.sandbox/compiled'),
    [clockOffsetSetting]: String(clock.offsetMs()),
    ...settings,
  };
}

export function startClockedProcess(options: ClockedProcessOptions): ClockedProcess {
  const { entry, env, clock, onMessage, onOutput } = options;
  const child = fork(bundle(entry), [], {
    env: environment(env, clock),
    execArgv: ['--require', bundle('shiftedDate')],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const send = (message: { readonly kind: string }) => {
    // A message to a process that has just died is lost, as it would be on the way.
    if (child.connected) child.send(message, () => undefined);
  };

  const waiting = new Map<number, () => void>();
  let moves = 0;
  const stopListening = clock.onMove((offsetMs) => {
    if (!child.connected) return;
    moves += 1;
    const move: ClockMove = { kind: 'clock', id: moves, offsetMs };
    return new Promise((resolve) => {
      waiting.set(move.id, resolve);
      send(move);
    });
  });

  child.on('message', (message) => {
    const id = takenMove(message);
    if (id === undefined) return onMessage(message);
    waiting.get(id)?.();
    waiting.delete(id);
  });
  const outputs = (['stdout', 'stderr'] as const).flatMap((stream) => {
    const input = child[stream];
    return input
      ? [
          once(
            createInterface({ input }).on('line', (line) => onOutput(stream, line)),
            'close',
          ),
        ]
      : [];
  });
  // Not the event 'close', which does not come when it was the parent that disconnected.
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    await Promise.all(outputs);
    stopListening();
    for (const resolve of waiting.values()) resolve();
    return signal ? `killed by ${signal}` : `exit code ${code}`;
  });
  return {
    pid: child.pid ?? 0,
    ended,
    send,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async close() {
      if (child.connected) child.disconnect();
      const giveUp = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(giveUp);
    },
  };
}
