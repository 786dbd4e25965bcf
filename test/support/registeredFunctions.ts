/** What the built app registers with the Functions host, as the host sees it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';

/** Supplies the worker's own module, which is in no package, and prints what is registered through it. */
const SCRIPT = `
const Module = require('node:module');
const load = Module._load;
const registered = [];
const core = {
  version: '3', hostVersion: '4', setProgrammingModel() {}, getProgrammingModel() {}, log() {}, registerHook() {},
  registerFunction: (metadata) => registered.push(metadata),
};
Module._load = (name, ...rest) => (name === '@azure/functions-core' ? core : load(name, ...rest));
require(process.argv[1]);
console.log(JSON.stringify(registered));
`;

const functionsSchema = z.array(
  z.object({
    name: z.string(),
    bindings: z.record(
      z.string(),
      z.looseObject({ type: z.string(), authLevel: z.string().optional(), route: z.string().optional() }),
    ),
  }),
);

export type RegisteredFunction = z.infer<typeof functionsSchema>[number];

const SETTINGS = {
  AZURE_TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  KEY_VAULT_URI: 'https://my-vault.vault.azure.net',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  HEALTH_CHECK_SCHEDULE: '0 0 6 * * *',
};

export function registeredFunctions(): readonly RegisteredFunction[] {
  const main = join(__dirname, '../../dist/app/main.js');
  const printed = execFileSync(process.execPath, ['-e', SCRIPT, main], { env: SETTINGS, encoding: 'utf8' });
  return functionsSchema.parse(JSON.parse(printed));
}
