/** `npm run mutants`: puts small faults into what decides, one at a time, and lists those that no test notices. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { OPERATORS } from './change';
import { changedSince, shuffled, sourcesIn } from './choose';
import { nameOf, readEquivalents } from './equivalent';
import { setUpJest } from './jestSetup';
import { type Judgement, judge } from './judge';
import type { Mutant } from './makeMutants';
import { type Progress, runMutants } from './runMutants';
import { type Survey, survey } from './survey';

const HELP = `npm run mutants [-- <file or folder> …]

Puts small faults into src/core and src/reconcile, or into what is named, one at a time, and runs the test that mirrors
the file (src/core/a/b.ts: test/core/a/b.test.ts). Ends with those that survive. Fails where one does that
test/mutants/equivalent.json does not list with its reason, where an entry there is of no use, where a file that decides
something has no test, and where more than 5 % of all are listed.

  --changed [--base <commit>]  files that have changed since the commit (since the branch left main; on main, since the
                               commit before), and then others, in an order that the commit decides
  --at-most <number>           of --changed: no more mutants than that; 300 without
  --list                       shows the mutants and runs nothing
  --json                       the result as JSON
  --workers <number>           processes that run tests; ${availableParallelism()} without
  --root <folder>, --equivalent <file>, --patience <seconds>   for the tests of this program

Operators:
${Object.entries(OPERATORS)
  .map(([name, sentence]) => `  ${name.padEnd(20)} ${sentence}`)
  .join('\n')}`;

/** `built`: the folder of what runs inside Jest. Answers the exit code. */
export async function mutants(args: readonly string[], repository: string, built: string): Promise<number> {
  const { values: options, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      changed: { type: 'boolean', default: false },
      base: { type: 'string' },
      'at-most': { type: 'string', default: '300' },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      workers: { type: 'string', default: String(availableParallelism()) },
      root: { type: 'string', default: repository },
      equivalent: { type: 'string' },
      patience: { type: 'string', default: '15' },
      help: { type: 'boolean', default: false },
    },
  });
  if (options.help) return say(HELP);
  const { root } = options;
  const files = sourcesIn(root, positionals);
  const isWhole = !options.changed && positionals.length === 0;
  const { surveyed, chosen } = options.changed
    ? chooseChanged(root, files, options.base, Number(options['at-most']))
    : chooseAll(survey(root, files));
  tell(`${chosen.length} mutants; ${surveyed.refused} more are refused by the compiler.`);
  if (options.list) return say(options.json ? json(chosen.map(shown)) : chosen.map(inWords).join('\n'));

  const listed = readEquivalents(options.equivalent ?? join(root, 'test/mutants/equivalent.json'));
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const started = performance.now();
  try {
    const means = { workers: Number(options.workers), patienceMs: Number(options.patience) * 1_000 };
    const run = await runMutants(root, chosen, means, setUpJest(root, built, folder, files), (progress) =>
      tell(`${progressInWords(progress)}, after ${secondsSince(started)} s`),
    );
    const judgement = judge(surveyed, run, listed, isWhole);
    if (options.json) say(json({ ...judgement, survivors: judgement.survivors.map(shown) }));
    else say(judgementInWords(judgement, secondsSince(started)));
    return judgement.survivors.length === 0 && judgement.complaints.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Chosen {
  readonly surveyed: Survey;
  readonly chosen: readonly Mutant[];
}

const chooseAll = (surveyed: Survey): Chosen => ({ surveyed, chosen: surveyed.mutants });

/** First of what has changed, then of the rest, in an order that the commit decides. */
function chooseChanged(root: string, files: readonly string[], since: string | undefined, atMost: number): Chosen {
  const { base, seed, changed, rest } = changedSince(root, since, files);
  tell(`Changed since ${base ?? 'ever'}: ${changed.join(', ') || 'nothing'}. Of the rest what ${seed} decides.`);
  const ranked = [changed, rest].flatMap((some) => shuffled(some, (file) => file, seed));
  const surveyed = survey(root, ranked, atMost);
  const inFile = (file: string) => surveyed.mutants.filter((each) => each.file === file);
  return { surveyed, chosen: ranked.flatMap((file) => shuffled(inFile(file), nameOf, seed)).slice(0, atMost) };
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}

const tell = (text: string) => process.stderr.write(`${text}\n`);
const json = (value: unknown) => JSON.stringify(value, null, 2);
const secondsSince = (started: number) => Math.round((performance.now() - started) / 1_000);

const shown = ({ source: _, ...mutant }: Mutant) => mutant;

const inWords = ({ file, line, within, operator, code, becomes }: Mutant): string =>
  `${file}:${line} in ${within}, ${operator}: ${code} -> ${becomes || 'nothing'}`;

function progressInWords({ file, fates, filesLeft }: Progress): string {
  const survived = fates.filter((fate) => fate === 'survived').length;
  return `${file}: ${fates.length} mutants, ${survived} survived; ${filesLeft} files left`;
}

function judgementInWords({ mutants, refused, survivors, complaints, ...count }: Judgement, seconds: number): string {
  return [
    ...survivors.map((survivor) => `SURVIVED  ${inWords(survivor)}\n          ${nameOf(survivor)}`),
    ...complaints.map((complaint) => `FAILS  ${complaint}`),
    `${mutants} mutants in ${seconds} s: ${count.killed} killed, ${count.timedOut} timed out, ${count.equivalent} equivalent, ${survivors.length} survived; ${refused} more were refused by the compiler.`,
  ].join('\n');
}
