/** A shell in a folder of its own that runs one block of commands after the other, as a person would paste them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryFolder } from '../kit/repositoryFolder';

export interface Ran {
  /** Of the last command, or of the one that failed and ended the shell. */
  readonly exitCode: number;
  readonly output: string;
  readonly complaints: string;
}

export interface Shell {
  /** `strict`: the first command that fails ends the shell, and a request that is refused is a failure. */
  run(commands: string, how: { readonly strict: boolean; readonly asOnTerminal: boolean }): Promise<Ran>;
  close(): Promise<void>;
}

const MARK = '@@ended';

/** What a reader has set up for themselves. */
const PRELUDE = `
curl() { command curl --silent --show-error $curl_strictly "$@"; }
connections() { node dist/cli/connections.cjs "$@"; }
`;

export async function createShell(): Promise<Shell> {
  const folder = await mkdtemp(join(tmpdir(), 'walk-'));
  // What the documents name of the repository; whatever a block writes stays in the folder.
  for (const name of ['dist', '.sandbox']) await symlink(join(repositoryFolder, name), join(folder, name));
  const bash = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(bash, 'close');
  const lines = createInterface({ input: bash.stdout });
  bash.stdin.on('error', () => undefined);
  bash.stdin.write(PRELUDE);
  return {
    async run(commands, { strict, asOnTerminal }) {
      const [output, complaints] = [join(folder, '.output'), join(folder, '.complaints')];
      const marked = once(lines, 'line').then(([line]) => Number(String(line).replace(MARK, '')));
      bash.stdin.write(
        `curl_strictly=${strict ? '--fail-with-body' : ''}; set ${strict ? '-eu' : '+e'}
{
${commands}
} >${output} 2>${asOnTerminal ? '&1' : complaints}; echo "${MARK}$?"\n`,
      );
      const exitCode = await Promise.race([marked, ended.then(([code]) => Number(code))]);
      const read = (file: string) => readFile(file, 'utf8').catch(() => '');
      return { exitCode, output: await read(output), complaints: asOnTerminal ? '' : await read(complaints) };
    },
    async close() {
      bash.stdin.end();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
