/** Sends a request as somebody with a function key does, to an app that has what a test gives it, and reads the answer. */
import { HttpRequest, HttpResponse, InvocationContext } from '@azure/functions';
import { createHandle } from '../../src/http/handle';
import { type GuardedRoute, ROUTES } from '../../src/http/routes';
import type { Connections, Connector } from '../../src/reconcile/connector';
import { aPrivateHosts } from '../support/aPrivateHosts';
import { portsWith } from '../support/portsWith';

const rules = { privateHosts: aPrivateHosts(''), identityEndpoint: undefined, ownHost: undefined };
const settings = { easyAuth: false, onDevelopersMachine: true, addresses: rules };

const unasked = async (): Promise<never> => {
  throw new TypeError('Nobody was to ask for connections.');
};

export const connectorWith = (
  connections: Partial<Connections>,
  ports: Parameters<typeof portsWith>[0] = {},
): Connector => ({
  connections: { find: unasked, list: unasked, create: unasked, lease: unasked, ...connections },
  queue: { add: unasked },
  notifications: { tell: unasked },
  ports: portsWith(ports),
  settleWithin: { months: 0, ms: 0 },
});

export interface Asked {
  readonly name?: string;
  readonly query?: Record<string, string>;
  /** A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

const textOf = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

export async function ask(
  route: GuardedRoute,
  connector: () => Connector,
  { name = 'acme', query = {}, body, headers = {} }: Asked = {},
) {
  const lines: string[] = [];
  const logHandler = (_level: string, ...line: readonly unknown[]) => void lines.push(line.join(' '));
  const request = new HttpRequest({
    method: ROUTES[route].method,
    url: `https://app.example.com/api/connections/${name}`,
    params: { name },
    query,
    headers,
    ...(body !== undefined && { body: { string: textOf(body) } }),
  });
  const context = new InvocationContext({ invocationId: 'invocation-1', logHandler });
  const answer = await createHandle(() => settings, connector)(route)(request, context);
  const response = answer instanceof HttpResponse ? answer : new HttpResponse(answer);
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()), lines };
}
