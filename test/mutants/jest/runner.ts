/** Runs tests one at a time as they are asked for from outside, each with another source mutated, in one warm process. */
import TestRunner, { type Test, type TestEvents, type TestWatcher } from 'jest-runner';
import { MUTATED, type Mutated } from './mutated';

/** Asks for one run of a test; nothing ends the process. */
export type Order = { readonly test: string; readonly mutated?: Mutated | undefined } | 'end';

/** `failed`: which test, and what it said. `ready` comes once, before any order. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly by: string; readonly message: string };

export default class OrderedRunner extends TestRunner {
  override async runTests(tests: Test[], watcher: TestWatcher): Promise<void> {
    const known = new Map(tests.map((test) => [test.path, test]));
    await new Promise<void>((resolve) => {
      process.on('disconnect', resolve);
      process.on('message', async (order: Order) => {
        if (order === 'end') return resolve();
        Reflect.set(globalThis, MUTATED, order.mutated);
        const test = known.get(order.test);
        tell(test ? await this.#runOnce(test, watcher) : { kind: 'failed', by: 'no such test', message: order.test });
      });
      tell({ kind: 'ready' });
    });
  }

  /** In a runner of its own, whose results Jest does not add up. */
  async #runOnce(test: Test, watcher: TestWatcher): Promise<Answer> {
    const runner = new TestRunner(this._globalConfig, this._context);
    let answer: Answer = { kind: 'failed', by: 'Jest', message: 'no result' };
    runner.on('test-file-success', (event) => {
      answer = answerOf(event);
    });
    runner.on('test-file-failure', ([, { message, stack }]) => {
      answer = { kind: 'failed', by: 'the test file', message: stack ?? message };
    });
    await runner.runTests([test], watcher, { serial: true });
    return answer;
  }
}

function answerOf([, result]: TestEvents['test-file-success']): Answer {
  if (result.testExecError) return { kind: 'failed', by: 'the test file', message: result.testExecError.message };
  const failed = result.testResults.find(({ status }) => status === 'failed');
  if (failed) return { kind: 'failed', by: failed.fullName, message: failed.failureMessages[0] ?? '' };
  return result.numPassingTests > 0 ? { kind: 'passed' } : { kind: 'failed', by: 'the test file', message: 'no test' };
}

const tell = (answer: Answer) => process.send?.(answer);
