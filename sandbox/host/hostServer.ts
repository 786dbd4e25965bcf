/** The host's HTTP server: asks each of its parts in turn for an answer, and finishes what it began before it stops. */
import http from 'node:http';
import { inspect } from 'node:util';
import { listen } from '../kit/listen';
import type { Answer } from './answer';
import type { Emit } from './hostMessages';
import { type HostRequest, readRequest } from './hostRequest';

/** Undefined when the request is for somebody else. */
export type AnswerRequest = (request: HostRequest) => Promise<Answer | undefined>;

export interface HostServer {
  readonly port: number;
  /** Takes no new connections and resolves when every request has its answer. */
  stop(): Promise<void>;
}

export async function startHostServer(port: number, parts: readonly AnswerRequest[], emit: Emit): Promise<HostServer> {
  const answer = async (request: HostRequest | undefined): Promise<Answer> => {
    if (!request) return { status: 413 };
    for (const part of parts) {
      const found = await part(request);
      if (found) return found;
    }
    return { status: 404 };
  };

  const exchange = async (req: http.IncomingMessage, res: http.ServerResponse) => {
    const closed = new Promise((resolve) => res.once('close', resolve));
    try {
      const { status, headers = {}, body } = await answer(await readRequest(req));
      for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
      res.writeHead(status).end(body);
    } catch (error) {
      // The caller hung up in the middle of its request.
      if (req.destroyed && !req.complete) return;
      emit({ level: 'error', category: 'host', text: `${req.method} ${req.url} failed: ${inspect(error)}` });
      for (const name of res.getHeaderNames()) res.removeHeader(name);
      res.writeHead(500).end();
    }
    await closed;
  };

  const answering = new Set<Promise<void>>();
  const server = http.createServer((req, res) => {
    const one = exchange(req, res).finally(() => answering.delete(one));
    answering.add(one);
  });
  // Clients keep connections open; without this a client can write into one that is just closing.
  server.keepAliveTimeout = 60_000;
  const bound = await listen(server, port, 'the app');
  return {
    port: bound,
    async stop() {
      server.close();
      await Promise.all(answering);
      server.closeAllConnections();
    },
  };
}
