/** Builds the model with the product's code in it, or with one rule taken out of that code. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import type { live } from './life';

export interface Mutation {
  /** The source file, from the root of the repository. */
  readonly file: string;
  /** Code that must be there exactly once, and what stands there instead. */
  readonly code: string;
  readonly instead: string;
}

const root = join(__dirname, '../..');

export async function buildLife(mutations: readonly Mutation[] = []): Promise<typeof live> {
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
    entryPoints: [join(__dirname, 'life.ts')],
    bundle: true,
    packages: 'external',
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    plugins: [mutate],
  });
  if (missing.size > 0) throw new Error(`not part of the model: ${[...missing].join(', ')}`);
  const built: { exports: { live?: typeof live } } = { exports: {} };
  compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require'])(built, built.exports, require);
  if (!built.exports.live) throw new Error('The model exports no live.');
  return built.exports.live;
}
