/** Which mutants the compiler takes: what it refuses nobody can put in, so no test has to notice it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS } from './choose';

interface Candidate {
  readonly file: string;
  readonly source: string;
}

/**
 * By themselves: beside a copy of each source lie its mutants, files of their own with the same imports. What only the users
 * of a source would be refused for is taken.
 */
export const compilable = <C extends Candidate>(root: string, candidates: readonly C[]): ReadonlySet<C> =>
  inFolder(root, (folder) => {
    cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
    const byName = new Map(candidates.map((each, index) => [each.file.replace(/\.ts$/, `.${index}.mutant.ts`), each]));
    for (const [name, { source }] of byName) writeFileSync(join(folder, name), source);
    const refused = refusedIn(root, folder, { files: [...byName.keys()] });
    return new Set([...byName].filter(([name]) => !refused.has(name)).map(([, each]) => each));
  });

/** With their users too, among what decides: each in a copy of that of its own, which would cost too much of all. */
export const compilableInPlace = <C extends Candidate>(root: string, candidates: readonly C[]): ReadonlySet<C> =>
  inFolder(root, (folder) => {
    const inside = candidates.filter(({ file }) => FOLDERS.some((each) => file.startsWith(`${each}/`)));
    inside.forEach(({ file, source }, index) => {
      for (const name of FOLDERS.filter((each) => existsSync(join(root, each))))
        cpSync(join(root, name), join(folder, String(index), name), { recursive: true });
      writeFileSync(join(folder, String(index), file), source);
    });
    if (inside.length === 0) return new Set(candidates);
    const refused = refusedIn(root, folder, { include: ['*/src'] });
    const copies = new Set([...refused].map((name) => Number(name.split('/')[0])));
    return new Set(candidates.filter((each) => !copies.has(inside.indexOf(each))));
  });

function inFolder<T>(root: string, use: (folder: string) => T): T {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist/mutants-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Names of the files that hold errors. Throws where one does that is no mutant's. */
function refusedIn(root: string, folder: string, which: { files: readonly string[] } | { include: readonly string[] }) {
  // Whoever takes a rule out takes its import out too.
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: [], ...which };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const run = { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 } as const;
  const { stdout, status } = spawnSync(process.execPath, [compiler, '--pretty', 'false'], run);
  const refused = new Set([...stdout.matchAll(/^(\S.*?)\(\d+,\d+\): error TS\d+/gm)].map(([, name]) => name ?? ''));
  if (status !== 0 && refused.size === 0) throw new Error(`The compiler says: ${stdout}`);
  for (const name of refused) if (!existsSync(join(folder, name))) throw new Error(`${name}? ${stdout}`);
  return refused;
}
