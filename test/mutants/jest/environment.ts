/** The sandbox of a test as Jest makes it, with the mutant of the moment in it; after the first failure nothing more is run. */
import NodeEnvironment from 'jest-environment-node';
import { MUTATED } from './mutated';

/** What concerns us of the events of Jest's runner of tests. */
interface TestEvent {
  readonly name: string;
  readonly test?: { mode?: string | null | undefined };
}

export default class MutatedEnvironment extends NodeEnvironment {
  #hasFailed = false;

  override async setup(): Promise<void> {
    await super.setup();
    this.global[MUTATED] = Reflect.get(globalThis, MUTATED);
  }

  handleTestEvent({ name, test }: TestEvent): void {
    if (name === 'test_fn_failure' || name === 'hook_failure') this.#hasFailed = true;
    if (name === 'test_start' && this.#hasFailed && test) test.mode = 'skip';
  }
}
