/** Microsoft Graph with this app's identity: requests with a time limit, failures in our own words. */
import type { TokenCredential } from '@azure/identity';
import { Client, type GraphRequest } from '@microsoft/microsoft-graph-client';
import * as z from 'zod';
import { type Circumstances, graphFailure } from './graphFailure';

export interface Graph {
  /** A request to a path below `/v1.0`. */
  at(path: string): GraphRequest;
  /** Runs requests and turns whatever they throw into a Failure. */
  attempt<T>(operation: string, run: () => Promise<T>, circumstances?: Circumstances): Promise<T>;
  /** What is at the path, or undefined when Graph says there is nothing. */
  find(operation: string, path: string, fields?: string): Promise<unknown>;
  /** An access token for Graph. */
  token(): Promise<string>;
}

const TIMEOUT_MS = 30_000;
const notFoundSchema = z.object({ statusCode: z.literal(404) });

/** `graphUrl`: for example `https://graph.microsoft.com`. */
export function createGraph(graphUrl: string, credential: TokenCredential): Graph {
  const token = async () => (await credential.getToken(`${graphUrl}/.default`))?.token ?? '';
  const client = Client.initWithMiddleware({
    authProvider: { getAccessToken: token },
    baseUrl: graphUrl,
    // The client withholds the token from hosts it does not know.
    customHosts: new Set([new URL(graphUrl).hostname]),
  });
  const at = (path: string) => client.api(path).option('signal', AbortSignal.timeout(TIMEOUT_MS));
  return {
    token,
    at,
    async attempt(operation, run, circumstances) {
      try {
        return await run();
      } catch (error) {
        throw graphFailure(operation, error, circumstances);
      }
    },
    async find(operation, path, fields) {
      try {
        const request = at(path);
        return await (fields === undefined ? request : request.select(fields)).get();
      } catch (error) {
        if (notFoundSchema.safeParse(error).success) return undefined;
        throw graphFailure(operation, error);
      }
    },
  };
}
