/** Talks to a subscriber's endpoint over real HTTP: one request, one answer or none. */
import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import axios from 'axios';

export interface WebhookRequest {
  readonly method: 'POST' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type WebhookAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, unknown>>;
      readonly body: unknown;
    }
  | { readonly kind: 'silent' }
  | { readonly kind: 'unreachable' };

export interface Webhook {
  send(request: WebhookRequest): Promise<WebhookAnswer>;
  /** Ends what is under way. */
  close(): void;
}

export interface WebhookOptions {
  /** PEM of the authority that signs the endpoints' certificates. */
  readonly ca?: string | undefined;
  readonly answerWithinMs: number;
}

export function createWebhook({ ca, answerWithinMs }: WebhookOptions): Webhook {
  const stop = new AbortController();
  // One listener for every delivery in flight.
  setMaxListeners(0, stop.signal);
  const client = axios.create({
    // No kept connections: a host that restarts on its port must not cost an attempt.
    httpAgent: new http.Agent(),
    httpsAgent: new https.Agent(ca ? { ca } : {}),
    timeout: answerWithinMs,
    signal: stop.signal,
    validateStatus: () => true,
    maxRedirects: 0,
    // Endpoints are on loopback, whatever proxy the machine is set up with.
    proxy: false,
  });
  return {
    async send({ method, url, headers, body }) {
      try {
        const response = await client.request<unknown>({ method, url, headers: { ...headers }, data: body });
        return { kind: 'answered', status: response.status, headers: response.headers, body: response.data };
      } catch (error) {
        const late = axios.isAxiosError(error) && error.code === 'ECONNABORTED';
        return { kind: late ? 'silent' : 'unreachable' };
      }
    },
    close: () => stop.abort(),
  };
}
