/**
 * Lints and compiles the Bicep templates and checks what comes out, with the CLI that scripts/bicep.mjs finds.
 * Fails for every warning, every difference from `bicep format`, and every claim of scripts/infraClaims.mjs that is not true.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claims } from './infraClaims.mjs';
import { resourcesOf } from './template.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bicep = execFileSync(process.execPath, [join(root, 'scripts/bicep.mjs')], { encoding: 'utf8' }).trim();
const out = join(root, 'dist/infra');
mkdirSync(out, { recursive: true });

/** @type {string[]} */
const problems = [];
/**
 * Runs the CLI; whatever it says on stderr is a warning or an error.
 * @param {readonly string[]} args
 * @returns {Promise<string>} What it says on stdout.
 */
const run = (...args) =>
  new Promise((resolve) => {
    execFile(bicep, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      for (const line of stderr.split('\n').filter((each) => each.trim() !== '')) problems.push(line);
      if (error && stderr === '') problems.push(`bicep ${args[0]} ended with ${error.code}`);
      resolve(stdout);
    });
  });

const layers = ['app', 'events'];
const files = layers.flatMap((layer) =>
  readdirSync(join(root, 'infra', layer))
    .filter((file) => file.endsWith('.bicep'))
    .map((file) => join(root, 'infra', layer, file)),
);
/** @param {string} file */
const nameOf = (file) => relative(root, file);
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
/** @param {string} file */
const isMain = (file) => file.endsWith('main.bicep');

// Linting what is deployed lints the modules it is made of: so there must be no others.
for (const file of files)
  if (
    !isMain(file) &&
    ![...sources.values()].some((text) => text.includes(`/${basename(file)}'`) || text.includes(`'${basename(file)}'`))
  )
    problems.push(`${nameOf(file)} is used by no other file`);

/** A few at a time: the CLI spends most of its time starting. */
const waiting = [
  ...files.map((file) => async () => {
    if ((await run('format', file, '--stdout')) !== sources.get(file))
      problems.push(`${nameOf(file)} is not formatted: bicep format ${nameOf(file)}`);
  }),
  ...files.filter(isMain).map((file) => () => run('lint', file)),
];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  }),
);

const templates = [];
for (const layer of layers) {
  const compiled = join(out, `${layer}.json`);
  await run('build', join(root, 'infra', layer, 'main.bicep'), '--outfile', compiled);
  templates.push(JSON.parse(readFileSync(compiled, 'utf8')));
}

const resources = resourcesOf(templates);
const guide = readFileSync(join(root, 'docs/deploy.md'), 'utf8');
let held = 0;
for (const [claim, untruths] of claims({ resources, guide, root })) {
  for (const untruth of untruths) problems.push(`${claim}: ${untruth}`);
  if (untruths.length === 0) held += 1;
}

for (const problem of new Set(problems)) console.error(problem);
console.log(
  `${files.length} Bicep files, ${resources.length} resources, ${held} claims hold, ${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
