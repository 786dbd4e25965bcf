/** Loads an app the way the Node worker does: the file that package.json names as main, after the worker's module is in place. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as z from 'zod';
import { supplyModule } from '../kit/supplyModule';
import { createFunctionsCore, type FunctionsCore } from './functionsCore';
import type { Emit } from './hostMessages';

const PackageJson = z.object({ main: z.string() });

export async function loadApp(appFolder: string, emit: Emit): Promise<FunctionsCore> {
  const core = createFunctionsCore(emit);
  supplyModule('@azure/functions-core', core.module);
  const { main } = PackageJson.parse(JSON.parse(await readFile(join(appFolder, 'package.json'), 'utf8')));
  const entry = join(appFolder, main);
  if (!existsSync(entry)) throw new Error(`The entry point ${entry} does not exist.`);
  createRequire(entry)(entry);
  if (core.functions().length === 0) throw new Error(`${entry} registers no function.`);
  const capabilities = await core.programmingModel().getCapabilities?.({});
  if (capabilities?.['HttpUri'] !== undefined) throw new Error('This host does not stream HTTP (enableHttpStream).');
  await core.runHooks('appStart', { functionAppDirectory: appFolder, hookData: {}, appHookData: {} });
  core.lock();
  return core;
}
