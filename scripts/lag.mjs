/**
 * Runs every end-to-end test in directories whose servers learn of a change at once, half a minute and five minutes
 * late, each time under three seeds. `npm run proof:lag [-- <lag in seconds> …]`
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const asked = process.argv.slice(2);
const LAGS_S = asked.length > 0 ? asked : ['0', '30', '300'];
const SEEDS = ['1', '2', '3'];

const failed = [];
for (const lagS of LAGS_S)
  for (const seed of SEEDS) {
    console.log(`\nChanges seen up to ${lagS} s late, seed ${seed}:`);
    const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), 'e2e'], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, REPLICATION_LAG_S: lagS, SEED: seed },
    });
    if (status !== 0) failed.push(`${lagS} s, seed ${seed}`);
  }
const runs = LAGS_S.length * SEEDS.length;
console.log(
  `\n${runs - failed.length} of ${runs} runs passed${failed.length > 0 ? `; not: ${failed.join('; ')}` : ''}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
