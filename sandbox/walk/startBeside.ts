/** Starts what the commands of a document run beside, as its readers do, and ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryFolder } from '../kit/repositoryFolder';

interface Command {
  readonly args: readonly string[];
  /** Begins the line that says that everything is there. */
  readonly ready: string;
}

const commandOf = (name: string): Command =>
  name === 'start'
    ? { args: ['start.cjs'], ready: 'It stays up' }
    : { args: ['sandbox.cjs', name], ready: 'Press Ctrl+C' };

async function start(name: string): Promise<ChildProcess> {
  const { args, ready } = commandOf(name);
  const [file = '', ...rest] = args;
  const child = spawn(process.execPath, [join(repositoryFolder, 'dist/sandbox', file), ...rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (!line.startsWith(ready)) continue;
    child.stdout.resume();
    return child;
  }
  throw new Error(`${name} has ended:\n${said.join('\n')}`);
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.exitCode === null && child.kill()) await ended;
}

/** Answers how to end all of it. */
export async function startBeside(names: readonly string[]): Promise<() => Promise<void>> {
  const children: ChildProcess[] = [];
  const close = async () => {
    for (const child of children) await end(child);
  };
  try {
    for (const name of names) children.push(await start(name));
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}
