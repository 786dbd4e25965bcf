/**
 * Lints and compiles the Bicep templates and checks what comes out, with the CLI that scripts/bicep.mjs finds.
 * Fails for every warning, every difference from `bicep format`, and every claim of scripts/infraClaims.mjs that is not true.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claims } from './infraClaims.mjs';
import { resourcesOf } from './template.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bicep = execFileSync(process.execPath, [join(root, 'scripts/bicep.mjs')], { encoding: 'utf8' }).trim();
const out = join(root, 'dist/infra');
mkdirSync(out, { recursive: true });

const problems = [];
/** Runs the CLI; whatever it says on stderr is a warning or an error. */
function run(...args) {
  const { status, stdout, stderr } = spawnSync(bicep, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  for (const line of stderr.split('\n').filter((each) => each.trim() !== '')) problems.push(line);
  if (status !== 0 && stderr === '') problems.push(`bicep ${args[0]} ended with ${status}`);
  return stdout;
}

const layers = ['app', 'events'];
const files = layers.flatMap((layer) =>
  readdirSync(join(root, 'infra', layer))
    .filter((file) => file.endsWith('.bicep'))
    .map((file) => join(root, 'infra', layer, file)),
);
for (const file of files) {
  run('lint', file);
  if (run('format', file, '--stdout') !== readFileSync(file, 'utf8'))
    problems.push(`${relative(root, file)} is not formatted: bicep format ${relative(root, file)}`);
}
const template = (layer) => {
  const compiled = join(out, `${layer}.json`);
  run('build', join(root, 'infra', layer, 'main.bicep'), '--outfile', compiled);
  return JSON.parse(readFileSync(compiled, 'utf8'));
};

const resources = resourcesOf(layers.map(template));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
let held = 0;
for (const [claim, untruths] of claims({ resources, readme, root })) {
  for (const untruth of untruths) problems.push(`${claim}: ${untruth}`);
  if (untruths.length === 0) held += 1;
}

for (const problem of new Set(problems)) console.error(problem);
console.log(
  `${files.length} Bicep files, ${resources.length} resources, ${held} claims hold, ${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
