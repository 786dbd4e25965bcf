/** A warm process that runs a test again and again; it is ended, and begun anew, where a run takes too long. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Order } from './jest/runner';

export type Verdict = Exclude<Answer, { kind: 'ready' }> | { readonly kind: 'timed out' } | { readonly kind: 'ended' };

export interface TestProcess {
  /** Only the run itself counts towards the limit, and to what it answers. */
  run(order: Exclude<Order, 'end'>, limitMs: number): Promise<{ readonly verdict: Verdict; readonly tookMs: number }>;
  end(): void;
}

/** Begins anew after so many runs: what Jest leaves of each adds up. */
const RUNS = 200;
/** Loading Jest, on a machine that does other things. */
const START_MS = 120_000;

/** `config`: of Jest, as a file. `tests`: those that may be asked for. */
export function createTestProcess(root: string, config: string, tests: readonly string[]): TestProcess {
  let child: ChildProcess | undefined;
  let runs = 0;

  function end() {
    child?.kill('SIGKILL');
    child = undefined;
    runs = 0;
  }

  async function start(): Promise<ChildProcess> {
    const args = ['--config', config, '--runInBand', '--watchman=false', '--silent', '--runTestsByPath', ...tests];
    const started = fork(join(root, 'node_modules/jest/bin/jest.js'), args, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = '';
    started.stderr?.on('data', (text) => {
      said = `${said}${text}`.slice(-4_000);
    });
    const answer = await nextAnswer(started, START_MS);
    if (answer.kind !== 'ready') throw new Error(`Jest does not start (${answer.kind}): ${said}`);
    return started;
  }

  return {
    async run(order, limitMs) {
      if (runs >= RUNS) end();
      runs += 1;
      child ??= await start();
      const started = performance.now();
      const answer = nextAnswer(child, limitMs);
      child.send(order);
      const verdict = await answer;
      if (verdict.kind === 'ready') throw new Error('Jest has started again by itself.');
      if (verdict.kind === 'timed out' || verdict.kind === 'ended') end();
      return { verdict, tookMs: performance.now() - started };
    },
    end,
  };
}

function nextAnswer(child: ChildProcess, limitMs: number): Promise<Verdict | Answer> {
  return new Promise((resolve) => {
    const done = (answer: Verdict | Answer) => {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      resolve(answer);
    };
    const timer = setTimeout(() => done({ kind: 'timed out' }), limitMs);
    child.on('message', done);
    child.on('exit', () => done({ kind: 'ended' }));
  });
}
