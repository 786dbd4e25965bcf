/** An EspoCRM on loopback, and requests to it as whoever a test likes to be. */
import { createEspoCrm } from '../../sandbox/espocrm/createEspoCrm';
import type { EspoCrm, EspoCrmOptions } from '../../sandbox/espocrm/espoCrm';
import { type ServeOptions, serve } from '../../sandbox/kit/serve';
import { createWorld, type World } from '../../sandbox/kit/world';

export const ADMIN = { userName: 'admin', password: 'admin-password' };

export interface Answer {
  readonly status: number;
  /** The header X-Status-Reason. */
  readonly reason: string;
  readonly type: string;
  /** Empty when the answer has none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `name:password`, as Basic; the administrator when left out, nobody when null. */
  readonly as?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Entered {
  readonly status: number;
  readonly text: string;
  /** Whether the browser is to ask for a password. */
  readonly asks: boolean;
}

export interface TestCrm extends EspoCrm {
  readonly world: World;
  readonly url: string;
  /** Below /api/v1/. */
  ask(path: string, sent?: Sent): Promise<Answer>;
  put(settings: object): Promise<Answer>;
  /** Tries to sign in with that code; at an entry point, where the answer has words. */
  enter(query: string, code?: string): Promise<Entered>;
  /** A token of the administrator's, as headers; of another user's, named as in `as`. */
  token(as?: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

export async function startCrm(
  options: Partial<EspoCrmOptions> & ServeOptions = {},
  world: World = createWorld(7),
): Promise<TestCrm> {
  let url = '';
  const { port, tls, ...rest } = options;
  const crm = createEspoCrm(world, { siteUrl: () => url, admin: ADMIN, ...rest });
  const server = await serve(world, crm.simulator, { ...(port && { port }), ...(tls && { tls }) });
  url = server.url;

  const ask: TestCrm['ask'] = async (path, { method = 'GET', as, headers = {}, body } = {}) => {
    const basic = as === undefined ? `${ADMIN.userName}:${ADMIN.password}` : as;
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        ...(basic !== null && { authorization: `Basic ${base64(basic)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      reason: response.headers.get('x-status-reason') ?? '',
      type: response.headers.get('content-type') ?? '',
      body: text === '' ? {} : JSON.parse(text),
    };
  };
  return {
    ...crm,
    world,
    url,
    ask,
    put: (settings) => ask('Settings', { method: 'PUT', body: settings }),
    async enter(query, code = 'made-up') {
      const headers = { 'Espo-Authorization': base64(`**oidc:${code}`) };
      const response = await fetch(`${url}/?${query}`, { headers });
      const asks = response.headers.get('www-authenticate') !== null;
      return { status: response.status, text: await response.text(), asks };
    },
    async token(as = `${ADMIN.userName}:${ADMIN.password}`) {
      const { body } = await ask('App/user', { as: null, headers: { 'Espo-Authorization': base64(as) } });
      const [userName] = as.split(':');
      return {
        'Espo-Authorization': base64(`${userName}:${String(body['token'])}`),
        'Espo-Authorization-By-Token': 'true',
      };
    },
    close: server.close,
  };
}
