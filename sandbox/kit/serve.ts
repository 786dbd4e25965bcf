/** Serves one simulator over HTTP or HTTPS on loopback, with faults and listeners in the way of every exchange. */
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './listen';
import { requestOf } from './requestOf';
import type { Route, SimRequest, SimResponse, Simulator } from './simulator';
import type { World } from './world';

export interface ServeOptions {
  /** 0 or left out: any free port. */
  readonly port?: number;
  /** Left out: plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface RunningServer {
  /** For example `https://localhost:8443`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

type Match = { readonly route: Route; readonly params: Record<string, string> };

function find(simulator: Simulator, request: SimRequest): Match | undefined {
  for (const route of simulator.routes) {
    if (route.method !== request.method) continue;
    const match = route.path.exec(request.path);
    if (match) return { route, params: { ...match.groups } };
  }
  return undefined;
}

/** With the Content-Type its body calls for, unless it names one itself. */
function typed(response: SimResponse): SimResponse {
  const { headers, body } = response;
  if (body === undefined) return response;
  const type = typeof body === 'string' ? 'text/html; charset=UTF-8' : 'application/json; charset=utf-8';
  return { ...response, headers: { 'Content-Type': type, ...headers } };
}

function send(res: http.ServerResponse, { status, headers, body }: SimResponse, truncate: boolean) {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, value);
  // As a text it leaves together with the headers, as bytes it would be a packet of its own.
  if (!truncate) return void res.end(text);
  const bytes = Buffer.from(text);
  res.setHeader('Content-Length', bytes.length);
  res.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => res.destroy());
}

async function exchange(world: World, simulator: Simulator, request: SimRequest, res: http.ServerResponse) {
  const match = find(simulator, request);
  const operation = match?.route.operation ?? 'unknown';
  const fault = world.faults.strike(simulator.service, operation, request);
  if (fault?.kind === 'resetBefore') return void res.destroy();
  if (fault?.kind === 'slow') await sleep(fault.delayMs);
  const stale = fault?.kind === 'stale';
  const act = async () =>
    (await simulator.guard?.(request, operation)) ??
    (match ? match.route.handle(request, match.params, stale) : simulator.unmatched(request));
  let response: SimResponse;
  if (fault?.kind === 'answer') {
    if (fault.committed) await act();
    response = typed(fault.response);
  } else response = typed(await act());
  const verdict = await world.exchanges.announce({ service: simulator.service, operation, request, response });
  if (verdict === 'drop' || fault?.kind === 'resetAfter') return void res.destroy();
  send(res, response, fault?.kind === 'truncate');
}

export async function serve(world: World, simulator: Simulator, options: ServeOptions = {}): Promise<RunningServer> {
  const { tls, port = 0 } = options;
  const answer = async (req: http.IncomingMessage, res: http.ServerResponse) => {
    try {
      await exchange(world, simulator, await requestOf(req, tls !== undefined), res);
    } catch (error) {
      // The client went away in the middle of its request.
      if (req.destroyed) return;
      // A simulator that throws is broken: say so loudly, in the answer and on the terminal.
      console.error(`sandbox: the ${simulator.service} simulator failed`, error);
      send(res, typed({ status: 599, body: `The ${simulator.service} simulator failed: ${error}` }), false);
    }
  };
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  // Clients keep connections open; without this a client can write into one that is just closing.
  server.keepAliveTimeout = 60_000;
  const bound = await listen(server, port, `the ${simulator.service} simulator`);
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
