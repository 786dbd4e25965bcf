/** Runs the tests that mirror a source once for each of its mutants, on several processes. */
import { join } from 'node:path';
import { mirrorOf } from './choose';
import type { JestSetup } from './jestSetup';
import type { Mutant } from './makeMutants';
import { createTestProcess, type TestProcess, type Verdict } from './testProcess';

export type Fate = 'killed' | 'timed out' | 'survived';

export interface Run {
  readonly fates: ReadonlyMap<Mutant, Fate>;
  /** Tests that fail with nothing mutated: nothing can be told by them. */
  readonly broken: readonly { readonly test: string; readonly says: string }[];
}

/** A mutant may make its tests slower by as much; what takes longer still is an endless loop. */
const SLOWER = 20;

export interface Means {
  /** Processes that run tests at the same time. */
  readonly workers: number;
  /** How long a run may take however fast the test is with nothing mutated. */
  readonly patienceMs: number;
}

export interface Progress {
  readonly file: string;
  readonly fates: readonly Fate[];
  readonly filesLeft: number;
}

export async function runMutants(
  root: string,
  mutants: readonly Mutant[],
  { workers, patienceMs }: Means,
  { config, compile }: JestSetup,
  told: (progress: Progress) => void,
): Promise<Run> {
  const tests = [...new Set(mutants.map(({ file }) => mirrorOf(file)))];
  const path = (file: string) => join(root, file);
  const processes = Array.from({ length: workers }, () => createTestProcess(root, config, tests.map(path)));
  try {
    const limits = new Map<string, number>();
    const broken: { test: string; says: string }[] = [];
    await shareOut(processes, tests, async (test, by) => {
      const { verdict, tookMs } = await by.run({ test: path(test) }, 10 * patienceMs);
      if (verdict.kind === 'passed') limits.set(test, patienceMs + SLOWER * tookMs);
      else broken.push({ test, says: whatItSays(verdict) });
    });

    const fates = new Map<Mutant, Fate>();
    const left = new Map<string, Mutant[]>();
    const toRun = mutants.filter(({ file }) => limits.has(mirrorOf(file)));
    for (const mutant of toRun) left.set(mutant.file, [...(left.get(mutant.file) ?? []), mutant]);
    await shareOut(processes, toRun, async (mutant, by) => {
      const test = mirrorOf(mutant.file);
      const order = {
        test: path(test),
        mutated: { file: path(mutant.file), code: compile(mutant.source, path(mutant.file)) },
      };
      const ask = async () => (await by.run(order, limits.get(test) ?? patienceMs)).verdict;
      const verdict = await ask();
      // What an earlier mutant left behind may have ended the process.
      fates.set(mutant, fateOf(verdict.kind === 'ended' ? await ask() : verdict));
      const ofFile = left.get(mutant.file) ?? [];
      if (!ofFile.every((each) => fates.has(each))) return;
      left.delete(mutant.file);
      told({ file: mutant.file, fates: ofFile.flatMap((each) => fates.get(each) ?? []), filesLeft: left.size });
    });
    return { fates, broken };
  } finally {
    for (const each of processes) each.end();
  }
}

async function shareOut<T>(
  processes: readonly TestProcess[],
  all: readonly T[],
  work: (one: T, by: TestProcess) => Promise<void>,
): Promise<void> {
  const left = all.values();
  await Promise.all(
    processes.map(async (by) => {
      for (const one of left) await work(one, by);
    }),
  );
}

/** How Jest says that a test waited for what never came. */
const WAITED = /Exceeded timeout of/;

function fateOf(verdict: Verdict): Fate {
  if (verdict.kind === 'failed' && WAITED.test(verdict.message)) return 'timed out';
  return FATES[verdict.kind];
}

const FATES: { readonly [Kind in Verdict['kind']]: Fate } = {
  passed: 'survived',
  failed: 'killed',
  ended: 'killed',
  'timed out': 'timed out',
};

const whatItSays = (verdict: Verdict): string =>
  verdict.kind === 'failed' ? `${verdict.by}: ${verdict.message}` : verdict.kind;
