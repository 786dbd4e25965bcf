/** Which mutants the compiler takes: what it refuses nobody can put in, so no test has to notice it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Candidate {
  readonly file: string;
  readonly source: string;
}

/**
 * Asks once for all: beside a copy of each source lie its mutants, files of their own with the same imports. What only the
 * users of a file would be refused for counts as taken.
 */
export function compilable<C extends Candidate>(root: string, candidates: readonly C[]): ReadonlySet<C> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist/mutants-'));
  try {
    cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
    const byName = new Map(candidates.map((each, index) => [each.file.replace(/\.ts$/, `.${index}.mutant.ts`), each]));
    for (const [name, { source }] of byName) writeFileSync(join(folder, name), source);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...CONFIG, files: [...byName.keys()] }));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [compiler, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const refused = new Set([...stdout.matchAll(/^(\S.*?)\(\d+,\d+\): error TS\d+/gm)].map(([, name]) => name));
    const strange = [...refused].filter((name) => name === undefined || !byName.has(name));
    if (strange.length > 0 || (status !== 0 && refused.size === 0)) throw new Error(`The compiler says: ${stdout}`);
    return new Set([...byName].filter(([name]) => !refused.has(name)).map(([, each]) => each));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whoever takes a rule out takes its import out too. */
const CONFIG = {
  extends: '../../tsconfig.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: [],
};
