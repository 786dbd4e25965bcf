/** An endpoint on loopback that takes events, or does what a test tells it to. */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import type { GridEvent } from '../../sandbox/eventGrid/gridEvent';

export interface Received {
  readonly method: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Endpoint {
  readonly url: string;
  /** Notifications, without the handshake. */
  readonly received: Received[];
  readonly handshakes: Received[];
  /** Subjects of the notifications, in order of arrival. */
  subjects(): string[];
  /** What to answer to notifications from now on; 'nothing' leaves the caller waiting. */
  answer: number | 'nothing';
  /** How to answer the handshake. */
  agree: 'yes' | 'accepted' | 'wrong code' | 'other origin' | 'any origin';
  close(): Promise<void>;
}

const handshake = z.tuple([z.object({ data: z.object({ validationCode: z.string() }) })]);
const subject = z.union([
  z.tuple([z.object({ subject: z.string() })]).transform(([event]) => event.subject),
  z.object({ subject: z.string() }).transform((event) => event.subject),
]);

export async function startEndpoint(tls?: { readonly key: string; readonly cert: string }): Promise<Endpoint> {
  const received: Received[] = [];
  const handshakes: Received[] = [];

  function agree(res: http.ServerResponse, body: unknown) {
    if (body === undefined) {
      const origins = { yes: 'eventgrid.azure.net', 'any origin': '*', 'other origin': 'example.org' };
      const allowed =
        endpoint.agree in origins ? Object.entries(origins).find(([how]) => how === endpoint.agree) : null;
      return res.writeHead(200, allowed ? { 'WebHook-Allowed-Origin': allowed[1] } : {}).end();
    }
    const [{ data }] = handshake.parse(body);
    const validationResponse = endpoint.agree === 'wrong code' ? 'something else' : data.validationCode;
    return res
      .writeHead(endpoint.agree === 'accepted' ? 202 : 200, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ validationResponse }));
  }

  const handle = async (req: http.IncomingMessage, res: http.ServerResponse) => {
    const { method = '', headers } = req;
    const body = method === 'POST' ? await json(req) : undefined;
    if (method === 'OPTIONS' || headers['aeg-event-type'] === 'SubscriptionValidation') {
      handshakes.push({ method, headers, body });
      return void agree(res, body);
    }
    received.push({ method, headers, body });
    if (endpoint.answer !== 'nothing') res.writeHead(endpoint.answer).end();
  };
  const server = tls ? https.createServer(tls, handle) : http.createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint: Endpoint = {
    url: `${tls ? 'https' : 'http'}://localhost:${port}/runtime/webhooks/eventgrid?functionName=vaultEvent&code=the-key`,
    received,
    handshakes,
    subjects: () => received.map(({ body }) => subject.parse(body)),
    answer: 200,
    agree: 'yes',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return endpoint;
}

export const anEvent = (about: string, eventType = 'Microsoft.KeyVault.SecretNearExpiry'): GridEvent => ({
  id: `id-of-${about}`,
  topic: '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v',
  subject: about,
  eventType,
  eventTime: '2030-01-01T00:00:00.0000000Z',
  dataVersion: '1',
  metadataVersion: '1',
  data: { ObjectName: about },
});
