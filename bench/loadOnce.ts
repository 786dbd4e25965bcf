/** Loads one app as the Functions worker does, in a fresh process, and says how long that took and how much memory. */
import { createFunctionsCore } from '../sandbox/host/functionsCore';
import { supplyModule } from '../sandbox/kit/supplyModule';

const [, , entry = ''] = process.argv;
const core = createFunctionsCore(() => undefined);
supplyModule('@azure/functions-core', core.module);
const before = performance.now();
require(entry);
const loadMs = performance.now() - before;
const functions = core.functions().length;
process.stdout.write(JSON.stringify({ loadMs, functions, peakMb: process.resourceUsage().maxRSS / 1024 }));
