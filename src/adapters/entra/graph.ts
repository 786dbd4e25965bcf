/** Microsoft Graph with this app's identity: requests with a time limit, failures in our own words. */
import type { TokenCredential } from '@azure/identity';
import {
  AuthenticationHandler,
  Client,
  type Context,
  type GraphRequest,
  type Middleware,
  RedirectHandler,
  RetryHandler,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import * as z from 'zod';
import { withDeadline } from '../http/deadline';
import { type Circumstances, graphFailure } from './graphFailure';
import { BRIEFLY } from './graphRetries';

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

/** For one exchange, its body included. */
const TIMEOUT_MS = 30_000;
const notFoundSchema = z.object({ statusCode: z.literal(404) });

/** In place of the client's own last handler, which knows no time limit. */
const exchange: Middleware = {
  execute: (context: Context) =>
    withDeadline(TIMEOUT_MS, async (signal) => {
      const answer = await fetch(context.request, { ...context.options, signal });
      const bytes = await answer.arrayBuffer();
      context.response = new Response(bytes.byteLength > 0 ? bytes : null, answer);
    }),
};

/** `graphUrl`: for example `https://graph.microsoft.com`. */
export function createGraph(graphUrl: string, credential: TokenCredential): Graph {
  const token = async () => (await credential.getToken(`${graphUrl}/.default`))?.token ?? '';
  const client = Client.initWithMiddleware({
    middleware: [
      new AuthenticationHandler({ getAccessToken: token }),
      new RetryHandler(BRIEFLY),
      new RedirectHandler(),
      new TelemetryHandler(),
      exchange,
    ],
    baseUrl: graphUrl,
    // The client withholds the token from hosts it does not know.
    customHosts: new Set([new URL(graphUrl).hostname]),
  });
  const at = (path: string) => client.api(path);
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
