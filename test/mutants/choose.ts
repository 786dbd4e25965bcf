/** Which sources are mutated: those that were named, those that have changed, or a part of all that the commit decides. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Where decisions stand. */
const FOLDERS = ['src/core', 'src/reconcile'];

/** src/core/plan.ts is held by test/core/plan.test.ts. */
export const mirrorOf = (file: string): string => file.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');

/** Every source of the folders that decide, or those of the given ones, by name. */
export function sourcesIn(root: string, asked: readonly string[]): readonly string[] {
  const named = asked.length > 0 ? asked.map((path) => posix.normalize(path).replace(/\/$/, '')) : FOLDERS;
  const files = named.flatMap((path) => (statSync(join(root, path)).isDirectory() ? filesIn(root, path) : [path]));
  return [...new Set(files)].sort();
}

export const filesIn = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts'));

export interface Changed {
  /** What the working tree is compared with; undefined where git knows nothing older. */
  readonly base: string | undefined;
  /** Decides which part of the rest is looked at: the same for one commit everywhere. */
  readonly seed: string;
  /** Those of which source or test have changed. */
  readonly changed: readonly string[];
  readonly rest: readonly string[];
}

/** Without a `base`: where the branch left main, or the commit before. */
export function changedSince(root: string, base: string | undefined, files: readonly string[]): Changed {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const head = git('rev-parse', 'HEAD');
  const branchedAt = [git('merge-base', 'HEAD', 'main'), git('merge-base', 'HEAD', 'origin/main')];
  const from = base ?? branchedAt.find((each) => each !== undefined && each !== head) ?? git('rev-parse', 'HEAD~1');
  const names = new Set(from === undefined ? [] : git('diff', '--name-only', from)?.split('\n'));
  const isChanged = (file: string) => names.has(file) || names.has(mirrorOf(file));
  return {
    base: from,
    seed: head ?? new Date().toISOString().slice(0, 10),
    changed: files.filter(isChanged),
    rest: files.filter((file) => !isChanged(file)),
  };
}

/** In an order that the seed decides, and nothing else does. */
export function shuffled<T>(all: readonly T[], nameOf: (one: T) => string, seed: string): readonly T[] {
  const rank = (one: T) =>
    createHash('sha256')
      .update(`${seed} ${nameOf(one)}`)
      .digest('hex');
  return all
    .map((one) => ({ one, rank: rank(one) }))
    .sort((left, right) => (left.rank < right.rank ? -1 : 1))
    .map(({ one }) => one);
}

export const hasMirror = (root: string, file: string): boolean => existsSync(join(root, mirrorOf(file)));
