/** `npm run bench`: what the app costs, as ratios and counts that mean the same on every machine. */

import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { bold, dim, green, red } from 'yoctocolors';
import * as z from 'zod';
import { type CommandLine, parseOptions } from '../cli/parseOptions';
import { runCommand } from '../sandbox/cli/runCommand';
import { createNarrator, type Narrator } from '../sandbox/story/narrator';
import { coldStart } from './coldStart';
import { type Figure, holds } from './figure';
import { packageSize } from './packageSize';
import { requests } from './requests';

const schema = z.object({ json: z.string().optional() });
type Options = z.infer<typeof schema>;

const line: CommandLine<Options> = {
  usage: 'npm run bench -- [options]',
  about:
    'Measures what the app costs. Figures are ratios within this run, or counts; those with a limit must not be above it.\ndocs/performance.md explains each.',
  help: [{ usage: '--json FILE', meaning: 'also writes the figures there, with a description of the machine' }],
  options: { json: { type: 'string' } },
  schema,
};

function machine() {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  return { processor: cpu?.model ?? 'unknown', cores: cpus().length, memoryGb, node: process.version };
}

function tell(narrator: Narrator, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const figure of figures) {
    const { name, value, limit, detail } = figure;
    const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
    const promised = limit === undefined ? '' : `${holds(figure) ? green('✓') : red('✗')} at most ${limit}`;
    narrator.line(`  ${name.padEnd(width)}  ${bold(shown.padStart(7))}  ${promised.padEnd(16)}  ${dim(detail)}`);
  }
}

async function main({ json }: Options): Promise<void> {
  const narrator = createNarrator(process.stdout);
  const { processor, cores, memoryGb, node } = machine();
  narrator.line(`${processor}, ${cores} cores, ${memoryGb} GB, Node ${node}`);
  const figures: Figure[] = [];
  const section = async (what: string, measure: () => readonly Figure[] | Promise<readonly Figure[]>) => {
    const measured = await narrator.step(what, async () => measure());
    tell(narrator, measured);
    figures.push(...measured);
  };
  await section('Cold start', coldStart);
  await section('Package', packageSize);
  await section('Requests', requests);
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine: machine(), figures }, undefined, 2)}\n`);
  const broken = figures.filter((figure) => !holds(figure));
  if (broken.length > 0) throw new Error(`Above the limit: ${broken.map(({ name }) => name).join('; ')}.`);
}

runCommand(parseOptions(process.argv.slice(2), line), createNarrator(process.stdout), main);
