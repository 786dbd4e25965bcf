/** What an action of EspoCRM's API is, and how it becomes a route: credentials first, then the body, then the action. */
import * as z from 'zod';
import type { Route, SimRequest, SimResponse } from '../kit/simulator';
import type { Authenticate, Caller } from './authenticate';
import { crash, EspoRefusal, forbidden } from './espoRefusal';
import { openPortal } from './portals';
import type { EntityRecord, Records } from './records';

type Params = Readonly<Record<string, string>>;

export interface Call {
  readonly request: SimRequest;
  readonly params: Params;
  readonly body: Readonly<Record<string, unknown>>;
  readonly portal: EntityRecord | undefined;
  readonly stale: boolean;
}

interface ActionBase {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A regular expression below /api/v1/. */
  readonly path: string;
  /** Also below /portal-access/{id}/. */
  readonly inPortals?: boolean;
}

export type EspoAction = ActionBase &
  (
    | {
        /** Answers without credentials too. */
        readonly open: true;
        handle(call: Call & { readonly caller: Caller | undefined }): SimResponse | Promise<SimResponse>;
      }
    | {
        readonly open?: false;
        handle(call: Call & { readonly caller: Caller }): SimResponse | Promise<SimResponse>;
      }
  );

export const json = (body: unknown, headers: SimResponse['headers'] = {}): SimResponse => ({
  status: 200,
  headers: { 'Content-Type': 'application/json', ...headers },
  body,
});

/** With the reason that EspoCRM gives; settings give none. */
export function requireAdmin({ user }: Caller, reason?: string): void {
  if (user.type !== 'admin') throw forbidden(reason);
}

const objectSchema = z.record(z.string(), z.unknown());

/** Without a JSON content type there is no body; a list is stored under the key `list`. */
function bodyOf({ headers, text }: SimRequest): Call['body'] {
  if (text === '' || !/^application\/json/i.test(headers['content-type'] ?? '')) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? { list: parsed } : objectSchema.catch({}).parse(parsed);
  } catch {
    throw crash();
  }
}

export function routeOf(action: EspoAction, authenticate: Authenticate, records: Records): Route {
  const { operation, method, path, inPortals = false } = action;
  const prefix = inPortals ? '/api/v1/(?:portal-access/(?<portalId>[^/]+)/)?' : '/api/v1/';

  const answer = async (request: SimRequest, params: Params, stale: boolean): Promise<SimResponse> => {
    const portal = params['portalId'] === undefined ? undefined : openPortal(records, params['portalId']);
    const caller = await authenticate(request, portal, action.open ? 'openApi' : 'api');
    const call: Call = { request, params, body: bodyOf(request), portal, stale };
    if (action.open) return action.handle({ ...call, caller });
    if (!caller) throw new Error(`${operation} was reached by nobody.`);
    return action.handle({ ...call, caller });
  };

  return {
    operation,
    method,
    path: new RegExp(`^${prefix}${path}/?$`),
    async handle(request, params, stale) {
      try {
        return await answer(request, params, stale);
      } catch (error) {
        if (error instanceof EspoRefusal) return error.response;
        throw error;
      }
    },
  };
}
