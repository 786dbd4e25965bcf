/** Runs the built command line as a process of its own, as an administrator does. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { repositoryFolder } from '../kit/repositoryFolder';

export interface CommandEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type ConnectionsCommand = (...args: readonly string[]) => Promise<CommandEnd>;

const MAX_OUTPUT = 64 * 1024 * 1024;

/** `environment`: all that the process sees of one. */
export const createConnectionsCommand =
  (environment: Readonly<Record<string, string>>): ConnectionsCommand =>
  (...args) =>
    new Promise((resolve, reject) => {
      const entry = join(repositoryFolder, 'dist/cli/connections.cjs');
      const options = { env: { ...environment }, maxBuffer: MAX_OUTPUT };
      const child = execFile(process.execPath, [entry, ...args], options, (_error, stdout, stderr) => {
        const { exitCode } = child;
        if (exitCode === null) reject(new Error(`The command line was ended by ${child.signalCode}: ${stderr}`));
        else resolve({ exitCode, stdout, stderr });
      });
    });

const resultsSchema = z.object({
  results: z.array(z.looseObject({ name: z.string(), outcome: z.string(), problems: z.array(z.string()) })),
});
export type Result = z.infer<typeof resultsSchema>['results'][number];

/** What `--json` printed. */
export function resultsOf({ stdout, stderr }: CommandEnd): readonly Result[] {
  if (stdout === '') throw new Error(`The command line printed nothing: ${stderr}`);
  return resultsSchema.parse(JSON.parse(stdout)).results;
}
