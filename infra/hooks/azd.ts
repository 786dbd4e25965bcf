/** What the hooks ask of azd: its values, a token of whoever deploys, and to remember a value. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { CLOUD_NAMES, CLOUDS } from '../../src/config/config';
import { createGraphRest, type GraphRest } from './graphRest';

const run = promisify(execFile);
const tokenSchema = z.object({ token: z.string().min(1) });

/** azd hands its environment to hooks as environment variables. */
export function azdValue(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: azd sets it, so run this through azd.`);
  return value;
}

export const rememberInAzd = (name: string, value: string) => run('azd', ['env', 'set', name, value]);

/** As whoever is signed in to azd. `GRAPH_URL` replaces the address of the cloud, as it does for the app. */
export async function graphOfDeployer(): Promise<GraphRest> {
  const cloud = CLOUDS[z.enum(CLOUD_NAMES).parse(process.env['CONNECTOR_CLOUD'] || 'AzureCloud')];
  const graphUrl = process.env['GRAPH_URL'] ?? cloud.graphUrl;
  const { stdout } = await run('azd', ['auth', 'token', '--scope', `${graphUrl}/.default`, '--output', 'json']);
  return createGraphRest(graphUrl, tokenSchema.parse(JSON.parse(stdout)).token);
}
