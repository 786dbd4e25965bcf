/** Builds app and sandbox once before all tests: child processes run what is built, not the sources. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export default function globalSetup() {
  // A process of its own, because the build script is an ES module and this file is turned into CommonJS.
  execFileSync(process.execPath, [join(__dirname, '../../scripts/build.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
