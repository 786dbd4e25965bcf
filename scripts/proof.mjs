/**
 * Proves by attack, at length: random schedules over all cores, then every mutant and every fuzzed boundary.
 * `npm run proof [-- <seed> <schedules> <inputs>]`; without a seed a new one is drawn, and always printed.
 */
import { execFile, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist/proof');
const [seed = Date.now() % 0x7fffffff, schedules = 100_000, inputs = 200_000] = process.argv.slice(2).map(Number);
const cores = availableParallelism();
const started = performance.now();
const passed = () => `${Math.round((performance.now() - started) / 1_000)} s`;

await build({
  entryPoints: ['shard', 'figures'].map((name) => join(root, `test/proof/${name}.ts`)),
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'error',
});
const { addFigures } = await import(pathToFileURL(join(dist, 'figures.cjs')).href);

console.log(`Seed ${seed}: ${schedules} schedules on ${cores} cores.`);
const run = promisify(execFile);
const share = Math.ceil(schedules / cores);
const shards = await Promise.all(
  Array.from({ length: cores }, async (_, index) => {
    const { stdout } = await run(process.execPath, [join(dist, 'shard.cjs'), String(seed + index), String(share)], {
      cwd: root,
    });
    return JSON.parse(stdout);
  }),
);

const figures = shards.reduce((sum, shard) => addFigures(sum, shard.figures), {});
for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(20)}${value}`);
const broken = shards.filter((shard) => shard.broken);
for (const { seed: at, broken: schedule, story } of broken)
  console.error(`\nSeed ${at} breaks a promise:\n${JSON.stringify(schedule)}\n${story.join('\n')}`);
console.log(`Schedules: ${broken.length === 0 ? 'every promise kept' : 'BROKEN'}, after ${passed()}.`);

/** @param {readonly string[]} args */
const jest = (...args) =>
  spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...args, '--verbose'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PROOF_SEED: String(seed), PROOF_INPUTS: String(inputs) },
  }).status === 0;
const caught = jest('--config', 'jest.proof.config.js', 'mutants');
const rejected = jest('anyInput', 'anyReply', 'anyRequest');
console.log(`Mutants: ${caught ? 'all caught' : 'NOT ALL CAUGHT'}, after ${passed()}.`);
console.log(`${inputs} inputs: ${rejected ? 'as they should be' : 'FAILED'}, after ${passed()}.`);
process.exitCode = broken.length === 0 && caught && rejected ? 0 : 1;
