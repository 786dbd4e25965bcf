/** HTTP triggers: finds the function for a request, hands it the request and writes its answer. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer';
import type { RegisteredFunction } from './functionsCore';
import type { AnswerRequest } from './hostServer';
import { createHttpRoute } from './httpRoute';
import { type Invoke, triggerOf } from './invoke';
import type { Cookie, HttpData } from './programmingModel';

export interface HttpTriggers {
  /** Routes by function name, with the prefix, for example `api/connections/{name}`. */
  readonly routes: ReadonlyMap<string, string>;
  /** Undefined when no function has that route and method: the host then answers 404, not 405. */
  readonly answer: AnswerRequest;
}

const joined = (values: Iterable<readonly [string, string]>) => {
  const result: Record<string, string> = {};
  for (const [name, value] of values) result[name] = name in result ? `${result[name]},${value}` : value;
  return result;
};

/** Names in lower case, empty values left out (the worker's capability IgnoreEmptyValuedRpcHttpHeaders). */
const headersOf = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name, [value ?? ''].flat().join(',')] as const)
      .filter(([, value]) => value !== ''),
  );

function cookieLine(cookie: Cookie): string {
  const { name = '', value = '', domain, path, expires, secure, httpOnly, sameSite, maxAge } = cookie;
  const seconds = expires?.value?.seconds;
  const sameSites: Readonly<Record<string, string>> = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' };
  const attributes: readonly (string | false | undefined)[] = [
    `${name}=${encodeURIComponent(value)}`,
    maxAge?.value !== undefined && `Max-Age=${maxAge.value}`,
    domain?.value && `Domain=${domain.value}`,
    path?.value && `Path=${path.value}`,
    seconds !== undefined && `Expires=${new Date(seconds * 1_000).toUTCString()}`,
    httpOnly?.value && 'HttpOnly',
    secure?.value && 'Secure',
    sameSites[sameSite ?? ''] && `SameSite=${sameSites[sameSite ?? '']}`,
  ];
  return attributes.filter(Boolean).join('; ');
}

function answerOf({ statusCode, headers = {}, cookies = [], body }: HttpData): Answer {
  return {
    status: Number(statusCode ?? 200),
    headers: { ...headers, ...(cookies.length > 0 ? { 'set-cookie': cookies.map(cookieLine) } : {}) },
    body: body?.bytes ?? body?.string ?? '',
  };
}

export function createHttpTriggers(
  functions: readonly RegisteredFunction[],
  routePrefix: string,
  invoke: Invoke,
): HttpTriggers {
  const triggers = functions
    .map((target) => ({ target, ...triggerOf(target) }))
    .filter(({ type }) => type === 'httpTrigger')
    .map(({ target, options }) => {
      const { route, methods } = options;
      const path = typeof route === 'string' && route !== '' ? route : target.metadata.name;
      return {
        target,
        route: createHttpRoute([routePrefix, path.replace(/^\//, '')].filter(Boolean).join('/')),
        methods: Array.isArray(methods) ? methods.map((method) => String(method).toUpperCase()) : [],
      };
    });
  const ordered = triggers.toSorted((one, other) => one.route.precedence.localeCompare(other.route.precedence));

  return {
    routes: new Map(triggers.map(({ target, route }) => [target.metadata.name, route.template])),
    async answer({ method, url, headers: given, bytes }) {
      for (const { target, route, methods } of ordered) {
        const params = methods.includes(method) ? route.match(url.pathname) : undefined;
        if (!params) continue;
        const headers = headersOf(given);
        const http = {
          url: url.href,
          method,
          headers,
          params,
          query: joined(url.searchParams),
          ...(bytes.length > 0 && { body: { bytes } }),
        };
        const traceParent = headers['traceparent'];
        const outcome = await invoke(target, {
          data: { http },
          reason: 'This function was programmatically called via the host APIs.',
          ...(traceParent !== undefined && { traceParent }),
        });
        if (outcome.kind === 'failed') return { status: 500 };
        const returned = outcome.response.returnValue?.http;
        return returned ? answerOf(returned) : { status: 204 };
      }
      return undefined;
    },
  };
}
