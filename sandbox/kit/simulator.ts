/** What every simulator is: named operations behind paths, answering plain requests with plain responses. */

/** The systems whose traffic is simulated or passed on, by their names in the traffic log; `control` is the sandbox's own. */
export type Service = 'graph' | 'sts' | 'keyvault' | 'espocrm' | 'imds' | 'blob' | 'queue' | 'control';

export interface SimRequest {
  readonly method: string;
  /** Absolute, as the client addressed it. */
  readonly url: URL;
  /** Percent-decoded path. */
  readonly path: string;
  /** Names and values percent-decoded. */
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as sent; empty when there is none. */
  readonly text: string;
  /** Parsed JSON, a form as an object of strings, or undefined (no body, another type, malformed). */
  readonly body: unknown;
  /** The client's IP address. */
  readonly remoteAddress: string;
}

export interface SimResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A string is sent as it is (text/html unless told otherwise), undefined sends no body, the rest is sent as JSON. */
  readonly body?: unknown;
}

export interface Route {
  /** The operation's name in faults, traffic and tests, for example `addPassword`. */
  readonly operation: string;
  readonly method: string;
  /** Matched against the decoded path; named groups become params. */
  readonly path: RegExp;
  /** `stale` is true when a fault asks for an answer from before the last changes; ignore it where that means nothing. */
  handle(
    request: SimRequest,
    params: Readonly<Record<string, string>>,
    stale: boolean,
  ): SimResponse | Promise<SimResponse>;
}

export interface Simulator {
  readonly service: Service;
  readonly routes: readonly Route[];
  /** Runs before a route; an answer ends the exchange (a challenge, a refused token). */
  guard?(request: SimRequest, operation: string): SimResponse | undefined | Promise<SimResponse | undefined>;
  /** The answer when no route matches method and path. */
  unmatched(request: SimRequest): SimResponse | Promise<SimResponse>;
}

/** Who a bearer token speaks for. */
export interface Caller {
  /** Object id of the principal. */
  readonly oid: string;
  /** Application (client) id of the principal. */
  readonly appId: string;
}

/** Judges the value of an Authorization header for one audience; undefined when it is missing, foreign, forged or expired. */
export type VerifyToken = (authorization: string | undefined, audience: string) => Promise<Caller | undefined>;
