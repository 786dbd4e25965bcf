/** Node as the tests have it, in a worker that ends at once when there is nothing left to test. */
import { TestEnvironment } from 'jest-environment-node';

/**
 * jest gives a worker half a second to end, and says otherwise that tests leak. None does; but a process that ends by
 * itself waits for each of its threads first, and on a busy machine that takes longer than jest waits.
 */
if (process.argv[1]?.includes('jest-worker')) process.once('exit', () => process.exit());

export default TestEnvironment;
