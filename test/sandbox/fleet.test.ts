/** A small fleet, one connection of each kind, lives its whole life as the large one of `npm run fleet` does. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { readFleetOptions } from '../../sandbox/cli/fleetOptions';
import { repositoryFolder } from '../../sandbox/kit/repositoryFolder';

test('npm run fleet has 200 connections and two years when nothing else is said', () => {
  expect(readFleetOptions([])).toEqual({ kind: 'options', value: { connections: 200, days: 730, seed: 1 } });
  expect(readFleetOptions(['--connections', '0'])).toMatchObject({ kind: 'said', exitCode: 2 });
});

test('four connections are provisioned, mended, renewed by an event and by the timer, and removed without a trace', async () => {
  const args = [join(repositoryFolder, 'dist/sandbox/fleet.cjs'), '--connections', '4', '--days', '336'];
  const [code, output] = await new Promise<[unknown, string]>((resolve) => {
    execFile(process.execPath, args, (error, stdout) => resolve([error?.code ?? 0, stdout]));
  });
  expect([code, output]).toEqual([0, expect.stringContaining('Everything claimed is true')]);
  expect(output).toMatch(/[1-9]\d* secrets were renewed, and [1-9]\d* events had come/);
  expect(output).toMatch(/[1-9]\d* secrets were renewed, and 0 events had come/);
}, 300_000);
