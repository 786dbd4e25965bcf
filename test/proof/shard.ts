/** One core's share of `npm run proof`: lives that many schedules and answers with one line of JSON. */
import fc from 'fast-check';
import { addFigures, type Figures, figuresOf } from './figures';
import { isSound } from './isSound';
import { live } from './life';
import { type Schedule, schedules } from './schedule';

/** What happened last before a promise was broken. */
const LINES_TOLD = 80;

async function prove(seed: number, runs: number) {
  let figures: Figures = {};
  const lived = await fc.check(
    fc.asyncProperty(schedules(), async (schedule) => {
      const life = await live(schedule);
      figures = addFigures(figures, figuresOf(life));
      return isSound(schedule, life);
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  const [broken] = lived.counterexample ?? [];
  return { seed, figures, ...(broken ? { broken, story: await storyOf(broken) } : {}) };
}

async function storyOf(schedule: Schedule): Promise<readonly string[]> {
  const lines: string[] = [];
  await live(schedule, (ms, by, what, secret) =>
    lines.push(`${new Date(ms).toISOString()} ${by === 'hand' ? by : `worker ${by}`}: ${what} [EspoCRM: ${secret}]`),
  );
  const end = lines.findIndex((line) => /: (OUTAGE|EARLY|UNPROVEN) /.test(line));
  return lines.slice(0, end < 0 ? undefined : end + 1).slice(-LINES_TOLD);
}

const [seed, runs] = process.argv.slice(2).map(Number);
prove(seed ?? 0, runs ?? 0).then(
  (proven) => process.stdout.write(`${JSON.stringify(proven)}\n`),
  (error) => {
    process.stderr.write(`${error}\n`);
    process.exitCode = 1;
  },
);
