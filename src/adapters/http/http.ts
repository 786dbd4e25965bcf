/** Plain HTTP to systems without an SDK of their own: bounded, never redirected, and no error that carries headers or bodies. */
import https from 'node:https';
import axios from 'axios';
import { Failure, type System } from '../../core/failure';
import { type AddressGuard, AddressRefused } from './addressGuard';

export interface HttpRequest {
  readonly system: System;
  /** For messages: what this is asked for. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; as a form when it is URLSearchParams, and as it is when it is a Buffer. */
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

export interface HttpOptions {
  /** Judges where a request goes; left out only where the addresses are our own settings. */
  readonly guard?: AddressGuard;
  /** For a whole exchange, however slowly it trickles in. */
  readonly timeoutMs?: number;
  /** After decompression. */
  readonly maxReplyBytes?: number;
  /** PEM of the authorities to trust; left out, those of Node and of NODE_EXTRA_CA_CERTS. */
  readonly ca?: string;
}

const MEBIBYTE = 1024 * 1024;

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export function createHttp(options: HttpOptions = {}): Http {
  const { guard, timeoutMs = 30_000, maxReplyBytes = 5 * MEBIBYTE, ca } = options;
  const client = axios.create({
    // axios keeps credential headers of its own when it follows a redirect to another host.
    maxRedirects: 0,
    // Through a proxy named in the environment nothing of the guard would be asked.
    proxy: false,
    maxContentLength: maxReplyBytes,
    maxBodyLength: MEBIBYTE,
    httpsAgent: new https.Agent({ keepAlive: true, ...(guard && { lookup: guard.lookup }), ...(ca && { ca }) }),
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  });
  return async ({ system, operation, method, url, headers, body }) => {
    try {
      const target = guard ? guard.admit(url).href : url;
      // axios has a time limit of its own, but each byte that comes in begins it anew.
      const reply = await withDeadline(timeoutMs, (signal) =>
        client.request<unknown>({ method, url: target, headers: { ...headers }, data: body, signal }),
      );
      const entries = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
      return { status: reply.status, headers: Object.fromEntries(entries), json: parse(reply.data) };
    } catch (error) {
      throw new Failure({ system, operation, ...meaningOf(error, url) });
    }
  };
}

function meaningOf(error: unknown, url: string): Pick<Failure['facts'], 'code' | 'retry' | 'advice'> {
  const cause = axios.isAxiosError(error) ? error.cause : error;
  if (cause instanceof AddressRefused) return { code: 'address-not-allowed', retry: 'never', advice: cause.message };
  const code = (axios.isAxiosError(error) && error.code) || 'unreachable';
  const host = URL.canParse(url) ? new URL(url).host : 'there';
  return {
    code: code === 'ERR_CANCELED' ? 'timed-out' : code,
    retry: 'soon',
    advice: `There was no whole answer from ${host}.`,
  };
}

/**
 * Gives `run` a signal that comes after that time. Unlike that of `AbortSignal.timeout`, which Node keeps until its time
 * has come, with all that belongs to a request long answered, it goes when `run` has ended.
 */
export async function withDeadline<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
