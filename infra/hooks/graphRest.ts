/** Microsoft Graph as the hooks need it: one request at a time, with the deployer's own token. */
import * as z from 'zod';

export interface GraphAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Graph's own code of a refusal, for example `Authorization_RequestDenied`. */
  readonly code: string | undefined;
}

export interface GraphRest {
  /** Base address, without a trailing slash. */
  readonly url: string;
  ask(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<GraphAnswer>;
}

const refusalSchema = z.object({ error: z.object({ code: z.string() }) });

export function createGraphRest(
  url: string,
  token: string,
  send: (url: string, init: RequestInit) => Promise<Response> = fetch,
): GraphRest {
  return {
    url,
    async ask(method, path, body, headers = {}) {
      const answer = await send(`${url}/v1.0${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const json: unknown = text === '' ? undefined : JSON.parse(text);
      return { status: answer.status, body: json, code: refusalSchema.safeParse(json).data?.error.code };
    },
  };
}

/** What the hooks cannot go on from; says nothing of what Graph sent but its code. */
export class GraphRefused extends Error {
  override readonly name = 'GraphRefused';

  constructor(what: string, { status, code }: GraphAnswer) {
    super(`Microsoft Graph did not ${what}: ${status}${code ? ` ${code}` : ''}.`);
  }
}
