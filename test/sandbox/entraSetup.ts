/** A tenant on loopback, a real Graph client for it, and a browser without a screen. */
import https from 'node:https';
import { text as readText } from 'node:stream/consumers';
import {
  AuthenticationHandler,
  Client,
  type Context,
  type Middleware,
  RetryHandler,
} from '@microsoft/microsoft-graph-client';
import { createEntra } from '../../sandbox/entra/createEntra';
import type { Entra, EntraOptions } from '../../sandbox/entra/entra';
import { certificates } from '../../sandbox/kit/certificates';
import { type RunningServer, serve } from '../../sandbox/kit/serve';
import { createWorld, type World } from '../../sandbox/kit/world';

export const TENANT = '33333333-3333-4333-8333-333333333333';
/** The Functions app's managed identity. */
export const APP = { oid: '22222222-2222-4222-8222-222222222222', appId: '11111111-1111-4111-8111-111111111111' };
export const GRAPH = 'https://graph.microsoft.com';
export const CALLBACK = 'https://crm.example.com/oauth-callback.php';
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

type Sent = { readonly method?: string; readonly body?: unknown; readonly headers?: Record<string, string> };

export interface TestTenant extends Entra {
  readonly world: World;
  readonly sts: Entra['sts'];
  readonly stsServer: RunningServer;
  readonly graphServer: RunningServer;
  /** Speaks for APP. */
  readonly client: Client;
  /** One request to Graph, without the client; `authorization` speaks for APP when left out. */
  ask(path: string, sent?: Sent): Promise<Answer>;
  /** One form to the token endpoint. */
  token(form: Readonly<Record<string, string>>, tenant?: string): Promise<Answer>;
  /** Asks for a token for the app itself, with this secret. */
  prove(appId: string, secret: string): Promise<Answer>;
  /** One visit to the sign-in page. */
  visit(query: Readonly<Record<string, string>>): Promise<Response>;
  /** Registers an app with CALLBACK as its redirect URI. */
  register(more?: object): Promise<{ readonly id: string; readonly appId: string }>;
  addSecret(id: string, wish?: object): Promise<{ readonly keyId: string; readonly secretText: string }>;
  close(): Promise<void>;
}

/** Node's fetch cannot be told whom to trust, its https can. */
export const trusting = (ca: string) => (url: string, init: RequestInit) =>
  new Promise<Response>((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    const request = https.request(url, { ca, method: init.method ?? 'GET', headers }, async (answer) => {
      const text = await readText(answer);
      const status = answer.statusCode ?? 0;
      const pairs = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
      resolve(new Response(status === 204 || text === '' ? null : text, { status, headers: pairs }));
    });
    request.on('error', reject).end(init.body);
  });

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

export async function startEntra(options: Partial<EntraOptions> = {}): Promise<TestTenant> {
  const world = createWorld(7);
  const urls = { sts: '', graph: '' };
  const entra = await createEntra(world, {
    tenantId: TENANT,
    stsUrl: () => urls.sts,
    graphUrl: () => urls.graph,
    ...options,
  });
  const { ca, cert, key } = await certificates();
  const stsServer = await serve(world, entra.sts);
  const graphServer = await serve(world, entra.graph, { tls: { cert, key } });
  urls.sts = stsServer.url;
  urls.graph = graphServer.url;

  const send = trusting(ca);
  const accessToken = async () => (await entra.issueToken({ principal: APP, audience: GRAPH })).token;
  const last: Middleware = {
    async execute(context: Context) {
      context.response = await send(String(context.request), context.options ?? {});
    },
  };
  const retry = new RetryHandler();
  const first = new AuthenticationHandler({ getAccessToken: accessToken });
  first.setNext(retry);
  retry.setNext(last);
  const client = Client.initWithMiddleware({
    middleware: first,
    baseUrl: graphServer.url,
    customHosts: new Set(['localhost']),
  });

  const token: TestTenant['token'] = async (form, tenant = TENANT) =>
    answerOf(
      await fetch(`${stsServer.url}/${tenant}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      }),
    );
  let made = 0;
  return {
    ...entra,
    world,
    stsServer,
    graphServer,
    client,
    async ask(path, { method = 'GET', body, headers = {} } = {}) {
      return answerOf(
        await send(`${graphServer.url}/v1.0${path}`, {
          method,
          headers: {
            authorization: `Bearer ${await accessToken()}`,
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    },
    token,
    prove: (appId, secret) =>
      token({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: secret,
        scope: `${GRAPH}/.default`,
      }),
    visit: (query) =>
      fetch(`${stsServer.url}/${TENANT}/oauth2/v2.0/authorize?${new URLSearchParams(query)}`, { redirect: 'manual' }),
    async register(more = {}) {
      made += 1;
      const app = await client.api('/applications').post({
        displayName: `EspoCRM ${made}`,
        signInAudience: 'AzureADMyOrg',
        web: { redirectUris: [CALLBACK] },
        ...more,
      });
      await client.api('/servicePrincipals').post({ appId: app.appId });
      return app;
    },
    addSecret: (id, wish = {}) => client.api(`/applications/${id}/addPassword`).post({ passwordCredential: wish }),
    close: async () => void (await Promise.all([stsServer.close(), graphServer.close()])),
  };
}

/** What the Graph client throws, for `rejects.toMatchObject`. */
export const refusal = (statusCode: number, code: string) => ({ statusCode, code });
