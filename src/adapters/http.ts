/** Plain HTTP to systems without an SDK of their own: bounded, never redirected, and no error that carries headers or bodies. */
import https from 'node:https';
import axios from 'axios';
import { Failure, type System } from '../core/failure';

export interface HttpRequest {
  readonly system: System;
  /** For messages: what this is asked for. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as a form when it is URLSearchParams. */
  readonly body?: object;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or undefined when the body is not JSON. */
  readonly json: unknown;
}

/** Any status is a reply. Throws a Failure when there is none. */
export type Http = (request: HttpRequest) => Promise<HttpReply>;

const TIMEOUT_MS = 30_000;
const MAX_REPLY_BYTES = 5 * 1024 * 1024;

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export function createHttp(): Http {
  const client = axios.create({
    timeout: TIMEOUT_MS,
    // axios keeps credential headers of its own when it follows a redirect to another host.
    maxRedirects: 0,
    proxy: false,
    maxContentLength: MAX_REPLY_BYTES,
    httpsAgent: new https.Agent({ keepAlive: true }),
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  });
  return async ({ system, operation, method, url, headers, body }) => {
    try {
      const reply = await client.request<unknown>({ method, url, headers: { ...headers }, data: body });
      const entries = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
      return { status: reply.status, headers: Object.fromEntries(entries), json: parse(reply.data) };
    } catch (error) {
      throw new Failure({
        system,
        operation,
        code: (axios.isAxiosError(error) && error.code) || 'unreachable',
        retry: 'soon',
        advice: `There was no answer from ${new URL(url).host}.`,
      });
    }
  };
}
