/** Loads one app as the Functions worker does, in a fresh process, and what it reads later; says how long that took and how much memory. */
import { createFunctionsCore } from '../sandbox/host/functionsCore';
import { peakMemory } from '../sandbox/kit/peakMemory';
import { supplyModule } from '../sandbox/kit/supplyModule';

const [, , entry = '', later] = process.argv;
const core = createFunctionsCore(() => undefined);
supplyModule('@azure/functions-core', core.module);
const before = performance.now();
require(entry);
const loadedAt = performance.now();
const functions = core.functions().length;
const peakMb = peakMemory() / 1024 ** 2;
if (later !== undefined) require(later);
const laterMs = performance.now() - loadedAt;
process.stdout.write(JSON.stringify({ loadMs: loadedAt - before, functions, peakMb, laterMs }));
