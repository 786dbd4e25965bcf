/** Builds a proof with the product's code in it, or with one rule taken out of that code. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, type Plugin } from 'esbuild';

export interface Mutation {
  /** The source file, from the root of the repository. */
  readonly file: string;
  /** Code that must be there exactly once, and what stands there instead. */
  readonly code: string;
  readonly instead: string;
}

const root = join(__dirname, '../..');

/** `entry`: a file in this folder; what it exports is the caller's to know. */
export async function buildMutated<Exports extends object>(
  entry: string,
  mutations: readonly Mutation[] = [],
): Promise<Exports> {
  const missing = new Set(mutations.map(({ file }) => file));
  const mutate: Plugin = {
    name: 'mutate',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, 'utf8');
        for (const { file, code, instead } of mutations.filter((each) => path === join(root, each.file))) {
          const [before, after, ...more] = contents.split(code);
          if (before === undefined || after === undefined || more.length > 0)
            throw new Error(`${file} does not hold exactly once: ${code}`);
          contents = before + instead + after;
          missing.delete(file);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, entry)],
    bundle: true,
    packages: 'external',
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    plugins: [mutate],
  });
  if (missing.size > 0) throw new Error(`not part of ${entry}: ${[...missing].join(', ')}`);
  const built: { exports: Exports } = { exports: Object.create(null) };
  compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require'])(built, built.exports, require);
  return built.exports;
}
