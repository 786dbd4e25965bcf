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
  RetryHandlerOptions,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import * as z from 'zod';
import { withDeadline } from '../http/http';
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

/** For one exchange, its body included. */
const TIMEOUT_MS = 30_000;
const notFoundSchema = z.object({ statusCode: z.literal(404) });
/** Which answers of Graph its client bridges by itself, and for how long: where Graph names no time, this pause. */
const PAUSE_S = 3;
const TIMES = 3;
/** An application's units are back within 10 seconds. For its writes, 150, the work queue waits, and nobody's lease. */
const LONGEST_WAIT_S = 15;
const THROTTLED = 429;
const comesBackSoon = ({ headers }: Response) => Number(headers.get('Retry-After') ?? PAUSE_S) <= LONGEST_WAIT_S;

const BRIEFLY = new RetryHandlerOptions(PAUSE_S, TIMES, (_pause, _times, _request, _options, response) =>
  comesBackSoon(response),
);

/** For what would be there twice when it is done twice: what was throttled was not done. */
export const ONLY_WHEN_THROTTLED = new RetryHandlerOptions(
  PAUSE_S,
  TIMES,
  (_pause, _times, _request, _options, response) => response.status === THROTTLED && comesBackSoon(response),
);

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
