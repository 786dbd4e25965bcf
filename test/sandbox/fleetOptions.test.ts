/** What `npm run fleet` does when nothing else is said; the run itself is a step of `.ci/run`. */
import { readFleetOptions } from '../../sandbox/cli/fleetOptions';

test('npm run fleet has 200 connections and two years when nothing else is said', () => {
  expect(readFleetOptions([])).toEqual({ kind: 'options', value: { connections: 200, days: 730, seed: 1 } });
  expect(readFleetOptions(['--connections', '0'])).toMatchObject({ kind: 'said', exitCode: 2 });
});
