/** What surrounds every Graph operation: the token, the app role, the request id, the error envelope. */
import type { Caller, Route, SimRequest, SimResponse } from '../kit/simulator';
import type { World } from '../kit/world';
import type { AccessTokens } from './accessTokens';
import type { Directory } from './directory';
import { GRAPH_APP_ID, graphAudiences } from './graphAudiences';
import { GraphRefusal, graphErrorBody, graphRefusals } from './graphRefusal';
import { createGraphThrottle } from './graphThrottle';
import type { GraphRole } from './tenantSettings';

export interface GraphDeps {
  readonly world: World;
  readonly directory: Directory;
  readonly tokens: AccessTokens;
  readonly graphUrl: () => string;
  readonly stsUrl: () => string;
}

export interface GraphCall {
  readonly request: SimRequest;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** A fault asks for an answer from before the last change. */
  readonly stale: boolean;
  readonly caller: Caller;
  readonly holds: (role: GraphRole) => boolean;
}

export type GraphHandler = (call: GraphCall) => SimResponse;

export type GraphRoute = (
  operation: string,
  method: string,
  path: string,
  handler: GraphHandler,
  roles?: readonly GraphRole[],
) => Route;

const refusalTexts = {
  missing: 'Access token is empty.',
  malformed: 'CompactToken validation failed with reason code: 80049228.',
  expired: 'Lifetime validation failed, the token is expired.',
  audience: 'Access token validation failure. Invalid audience.',
} as const;

const applicationRoles: readonly GraphRole[] = ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'];

export interface GraphRoutes {
  readonly route: GraphRoute;
  /** Also for paths that lead nowhere. */
  refuse(request: SimRequest, refusal: GraphRefusal): SimResponse;
}

export function createGraphRoutes({ world, directory, tokens, graphUrl, stsUrl }: GraphDeps): GraphRoutes {
  const throttle = createGraphThrottle(world, directory);
  const headersOf = ({ headers }: SimRequest) => {
    const requestId = world.random.uuid();
    return { 'request-id': requestId, 'client-request-id': headers['client-request-id'] ?? requestId };
  };

  const refuse = (request: SimRequest, refusal: GraphRefusal): SimResponse => {
    const ids = headersOf(request);
    const trace = { requestId: ids['request-id'], clientRequestId: ids['client-request-id'], at: world.clock.now() };
    const challenge = `Bearer realm="", authorization_uri="${stsUrl()}/common/oauth2/authorize", client_id="${GRAPH_APP_ID}"`;
    return {
      status: refusal.status,
      headers: { ...ids, ...(refusal.status === 401 && { 'WWW-Authenticate': challenge }) },
      body: graphErrorBody(refusal, trace),
    };
  };

  const answer = async (request: SimRequest, act: () => Promise<SimResponse>): Promise<SimResponse> => {
    try {
      const response = await act();
      return { ...response, headers: { ...headersOf(request), ...response.headers } };
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error;
      return refuse(request, error);
    }
  };

  return {
    refuse,
    route: (operation, method, path, handler, roles = applicationRoles) => ({
      operation,
      method,
      path: new RegExp(`^/v1\\.0${path}$`),
      handle: (request, params, stale) =>
        answer(request, async () => {
          const verdict = await tokens.judge(request.headers['authorization'], graphAudiences(graphUrl()));
          if (verdict.kind === 'refused') throw graphRefusals.unauthenticated(refusalTexts[verdict.why]);
          const { caller } = verdict;
          const { admitted, headers } = throttle(request, caller);
          const withHeaders = (response: SimResponse) => ({
            ...response,
            headers: { ...response.headers, ...headers },
          });
          if (!admitted) return withHeaders(refuse(request, graphRefusals.tooManyRequests(caller.appId)));
          const holds = (role: GraphRole) => directory.principals.has(caller.oid) && directory.settings.roles.has(role);
          if (!roles.some(holds)) throw graphRefusals.denied();
          return withHeaders(handler({ request, params, stale, caller, holds }));
        }),
    }),
  };
}
