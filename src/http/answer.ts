/** What answers a request, and the headers of every answer: nothing is kept, guessed at, framed or run. */
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { AddressRules } from '../config/config';
import type { Connector } from '../reconcile/connector';
import type { Log } from '../reconcile/ports';

/** What a request is answered with, once it is known that the caller may ask. */
export interface Means {
  readonly connector: Connector;
  /** Where an EspoCRM may be. */
  readonly addresses: AddressRules;
  readonly log: Log;
}

export type Answer = (request: HttpRequest, means: Means) => Promise<HttpResponseInit>;

export const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
};

export const json = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit => ({ status, headers: { ...RESPONSE_HEADERS, ...headers }, jsonBody: body });
