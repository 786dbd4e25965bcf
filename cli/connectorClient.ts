/** Sends requests to the app's HTTP API. */
import * as z from 'zod';
import { pathOf, ROUTES, type Route, type RouteName } from '../src/http/routes';
import type { Authorise } from './authorisation';

export interface ApiRequest {
  readonly method: Route['method'];
  /** With its query. */
  readonly path: string;
  readonly body?: object;
}

export const requestTo = (route: RouteName, connection?: string): ApiRequest => ({
  method: ROUTES[route].method,
  path: pathOf(ROUTES[route], connection),
});

export interface ApiAnswer {
  readonly status: number;
  /** Milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

/** Rejects with Unanswered when the app, or the way to it, gives no answer of its own. */
export type ConnectorClient = (request: ApiRequest) => Promise<ApiAnswer>;

export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

export const createConnectorClient = (app: string, authorise: Authorise): ConnectorClient =>
  async function send({ method, path, body }) {
    const headers = { ...(await authorise()), ...(body && { 'Content-Type': 'application/json' }) };
    // Never followed: another host would get the function key.
    const options = { method, headers, redirect: 'manual', ...(body && { body: JSON.stringify(body) }) } as const;
    const unanswered = (error: unknown) => {
      throw new Unanswered(`${app} does not answer: ${reasonOf(error)}.`);
    };
    const response = await fetch(`${app}${path}`, options).catch(unanswered);
    if (response.status >= 300 && response.status < 400)
      throw new Unanswered(
        `${app} answers with a redirection (${response.status}), as App Service authentication does when it sends people to a sign-in page: use --audience, or check the address.`,
      );
    const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      retryAfterMs: retryAfterS > 0 ? retryAfterS * 1_000 : undefined,
      body: parsed(await response.text().catch(unanswered)),
    };
  };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What fetch says is only that it failed; the reason is what caused it. */
const failureSchema = z.object({ cause: z.object({ code: z.string().optional(), message: z.string() }) });

function reasonOf(error: unknown): string {
  const cause = failureSchema.safeParse(error).data?.cause;
  return cause?.code ?? cause?.message ?? String(error);
}
