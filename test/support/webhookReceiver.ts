/** A server over TLS on this machine that takes webhooks and remembers them. */
import type { IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { certificates } from '../../sandbox/kit/certificates';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent. */
  readonly text: string;
  readonly json: unknown;
}

export interface WebhookReceiver {
  /** Without a trailing slash. */
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
  /** What the next requests are answered; `never` leaves them without an answer. The last one repeats. */
  answer(...statuses: readonly (number | 'never')[]): void;
  close(): void;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const { cert, key } = await certificates();
  const received: ReceivedWebhook[] = [];
  let answers: (number | 'never')[] = [202];
  const server = https.createServer({ cert, key }, async (request, response) => {
    const body = await text(request);
    received.push({ path: request.url ?? '', headers: request.headers, text: body, json: JSON.parse(body) });
    const status = answers.length > 1 ? answers.shift() : answers[0];
    if (typeof status === 'number') response.writeHead(status, { Location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `https://localhost:${typeof address === 'object' ? address?.port : ''}`,
    received,
    answer: (...statuses) => {
      answers = [...statuses];
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
