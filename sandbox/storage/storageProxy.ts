/** Stands in front of one Azurite server: every byte passes unchanged, with faults and listeners in the way as for any simulator. */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesOf } from '../kit/bytesOf';
import { listen } from '../kit/listen';
import type { SimRequest, SimResponse } from '../kit/simulator';
import type { World } from '../kit/world';

export interface StorageProxyOptions {
  readonly service: 'blob' | 'queue';
  /** 0: any free port. */
  readonly port: number;
  readonly azuritePort: number;
  operationOf(request: SimRequest): string;
}

/** An answer as it goes over the wire. */
interface Answer {
  readonly status: number;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
}

const joined = (headers: http.IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));

function simRequestOf(req: http.IncomingMessage, bytes: Buffer): SimRequest {
  const url = new URL(req.url ?? '/', `http://${req.headers.host ?? 'localhost'}`);
  return {
    method: req.method ?? 'GET',
    url,
    path: decodeURI(url.pathname),
    query: url.searchParams,
    headers: joined(req.headers),
    text: bytes.toString(),
    body: undefined,
    remoteAddress: req.socket.remoteAddress ?? '',
  };
}

function answerFrom({ status, headers = {}, body }: SimResponse): Answer {
  const bytes = Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  const rawHeaders = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
  return { status, rawHeaders: ['Content-Length', String(bytes.length), ...rawHeaders], bytes };
}

export async function startStorageProxy(world: World, options: StorageProxyOptions) {
  const { service, azuritePort, operationOf } = options;
  const agent = new http.Agent({ keepAlive: true });

  const forward = async (req: http.IncomingMessage, bytes: Buffer): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const { method, url: path, rawHeaders } = req;
      const target = { agent, host: '127.0.0.1', port: azuritePort, method, path, headers: rawHeaders };
      http.request(target, resolve).once('error', reject).end(bytes);
    });

  const exchange = async (req: http.IncomingMessage, res: http.ServerResponse) => {
    const bytes = await bytesOf(req);
    const request = simRequestOf(req, bytes);
    const operation = operationOf(request);
    const fault = world.faults.strike(service, operation, request);
    if (fault?.kind === 'resetBefore') return void res.destroy();
    if (fault?.kind === 'slow') await sleep(fault.delayMs);
    let answer: Answer;
    let response: SimResponse;
    if (fault?.kind === 'answer') {
      if (fault.committed) (await forward(req, bytes)).resume();
      response = fault.response;
      answer = answerFrom(response);
    } else {
      const upstream = await forward(req, bytes);
      const { statusCode: status = 500, rawHeaders, headers } = upstream;
      answer = { status, rawHeaders, bytes: await bytesOf(upstream) };
      response = { status, headers: joined(headers), body: answer.bytes.toString() };
    }
    const verdict = await world.exchanges.announce({ service, operation, request, response });
    if (verdict === 'drop' || fault?.kind === 'resetAfter') return void res.destroy();
    res.writeHead(answer.status, [...answer.rawHeaders]);
    if (fault?.kind !== 'truncate') return void res.end(answer.bytes);
    res.write(answer.bytes.subarray(0, Math.floor(answer.bytes.length / 2)), () => res.destroy());
  };

  const server = http.createServer((req, res) => {
    // Azurite or the client hung up: the other side learns it the same way.
    exchange(req, res).catch(() => res.destroy());
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, options.port, `the ${service} storage`);
  return {
    port,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      agent.destroy();
    },
  };
}
