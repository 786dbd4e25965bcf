/** `npm run bench`: what the app costs, as ratios and counts that mean the same on every machine. */

import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import * as z from 'zod';
import { type CommandLine, parseOptions } from '../cli/parseOptions';
import { runCommand } from '../sandbox/cli/runCommand';
import { createNarrator, type Narrator } from '../sandbox/story/narrator';
import { coldStart } from './coldStart';
import { type Figure, holds } from './figure';
import { fleet } from './fleet';
import { packageSize } from './packageSize';
import { renewalDay } from './renewalDay';
import { requests } from './requests';

type Measure = (narrator: Narrator) => Promise<readonly Figure[]>;

const SECTIONS = {
  cold: (narrator) => narrator.step('Cold start', async () => coldStart()),
  package: (narrator) => narrator.step('Package', async () => packageSize()),
  requests: (narrator) => narrator.step('Requests', requests),
  fleet,
  day: renewalDay,
} as const satisfies Readonly<Record<string, Measure>>;

const sectionSchema = z.enum(['cold', 'package', 'requests', 'fleet', 'day']);
const schema = z.object({
  json: z.string().optional(),
  only: z
    .string()
    .transform((names) => names.split(','))
    .pipe(z.array(sectionSchema))
    .default(sectionSchema.options),
  busy: z.boolean().default(false),
});
type Options = z.infer<typeof schema>;

const line: CommandLine<Options> = {
  usage: 'npm run bench -- [options]',
  about:
    'Measures what the app costs. Figures are ratios within this run, or counts; those with a limit must keep it.\ndocs/performance.md explains each.',
  help: [
    { usage: '--json FILE', meaning: 'also writes the figures there, with a description of the machine' },
    { usage: '--only LIST', meaning: `only these, with commas between them: ${sectionSchema.options.join(', ')}` },
    { usage: '--busy', meaning: 'the machine has other work: what that changes is told, and need not keep its limit' },
  ],
  options: { json: { type: 'string' }, only: { type: 'string' }, busy: { type: 'boolean' } },
  schema,
};

function machine() {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  return { processor: cpu?.model ?? 'unknown', cores: cpus().length, memoryGb, node: process.version };
}

const inFigures = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));

function tell(narrator: Narrator, figures: readonly Figure[]): void {
  const { paint } = narrator;
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const figure of figures) {
    const { name, value, limit, least, detail } = figure;
    const shown = inFigures(value);
    const promise = least === undefined ? limit && `at most ${inFigures(limit)}` : `at least ${inFigures(least)}`;
    const promised = promise ? `${holds(figure) ? paint('green', '✓') : paint('red', '✗')} ${promise}` : '';
    const told = paint('bold', shown.padStart(7));
    narrator.line(`  ${name.padEnd(width)}  ${told}  ${promised.padEnd(16)}  ${paint('dim', detail)}`);
  }
}

async function main({ json, only, busy }: Options): Promise<void> {
  const narrator = createNarrator(process.stdout);
  const { processor, cores, memoryGb, node } = machine();
  narrator.line(`${processor}, ${cores} cores, ${memoryGb} GB, Node ${node}`);
  const figures: Figure[] = [];
  for (const name of only) {
    const measured = await SECTIONS[name](narrator);
    tell(narrator, measured);
    figures.push(...measured);
  }
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine: machine(), figures }, undefined, 2)}\n`);
  const broken = figures.filter((figure) => !holds(figure) && !(busy && figure.needsQuiet));
  if (broken.length > 0) throw new Error(`Beyond the limit: ${broken.map(({ name }) => name).join('; ')}.`);
}

runCommand(parseOptions(process.argv.slice(2), line), createNarrator(process.stdout), main);
