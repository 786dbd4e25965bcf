/** Builds what makes and runs mutants (`test/mutants/`), and runs it: `npm run mutants -- --help`. */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist/mutants');
const names = ['main', 'jest/runner', 'jest/environment', 'jest/transform'];

await build({
  entryPoints: names.map((name) => join(root, `test/mutants/${name}.ts`)),
  outbase: join(root, 'test/mutants'),
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'error',
});
const { mutants } = await import(pathToFileURL(join(dist, 'main.cjs')).href);
process.exitCode = await mutants(process.argv.slice(2), root, join(dist, 'jest'));
