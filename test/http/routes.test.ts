/** Who may call which route, asked of what the triggers really run, where App Service authentication stands in front. */
import { createServer } from 'node:http';
import { HttpRequest, type HttpRequestInit, InvocationContext } from '@azure/functions';
import { listen } from '../../sandbox/kit/listen';
import { handle } from '../../src/app/everything';
import { health } from '../../src/http/health';
import { ROUTES, type RouteName } from '../../src/http/routes';

/** A storage account in which nothing has been stored yet. */
const storage = createServer((_request, response) =>
  response.writeHead(404, { 'x-ms-error-code': 'ContainerNotFound' }).end(),
);
beforeAll(async () => {
  const endpoint = `http://127.0.0.1:${await listen(storage, 0, 'storage')}/account`;
  Object.assign(process.env, {
    AZURE_TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    KEY_VAULT_URI: 'https://localhost:1',
    HEALTH_CHECK_SCHEDULE: '0 17 * * * *',
    WEBSITE_AUTH_ENABLED: 'True',
    AzureWebJobsStorage: `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=${btoa('key')};BlobEndpoint=${endpoint};QueueEndpoint=${endpoint}`,
  });
});
afterAll(() => {
  storage.closeAllConnections();
  storage.close();
});

/** As App Service authentication names the caller. */
const principalOf = (roles: readonly string[]) => {
  const claims = roles.map((val) => ({ typ: 'roles', val }));
  return btoa(JSON.stringify({ auth_typ: 'aad', name_typ: 'name', role_typ: 'roles', claims }));
};

/** Where a connection is named, whoever may call is answered 400, and nothing is done. */
const NO_NAME = '-';

/** The status it answers with, and whether it leaves a line that says who wanted to write. */
async function answer(route: RouteName, headers: Record<string, string>): Promise<string> {
  const { method } = ROUTES[route];
  const lines: unknown[] = [];
  const logHandler = (_level: string, ...line: readonly unknown[]) => void lines.push(...line);
  const body: Pick<HttpRequestInit, 'body'> = method === 'GET' ? {} : { body: { string: '{"reason":"a test"}' } };
  const url = `https://app.example.com/api/connections/${NO_NAME}`;
  const request = new HttpRequest({ method, url, params: { name: NO_NAME }, headers, ...body });
  const handler = route === 'health' ? health : handle(route);
  const { status = 200 } = await handler(request, new InvocationContext({ logHandler }));
  return lines.join().includes('"event":"write.requested"') ? `${status} noted` : String(status);
}

/** What a reader (Connections.Read), a manager (Connections.Manage), somebody without a role and a stranger are answered. */
const table: readonly (readonly [
  route: RouteName,
  reader: string,
  manager: string,
  other: string,
  stranger: string,
])[] = [
  ['list', '200', '200', '403', '401'],
  ['show', '400', '400', '403', '401'],
  ['status', '200', '200', '403', '401'],
  ['openApi', '200', '200', '403', '401'],
  ['provision', '403', '400 noted', '403', '401'],
  ['rotate', '403', '400 noted', '403', '401'],
  ['deprovision', '403', '400 noted', '403', '401'],
  ['health', '200', '200', '200', '200'],
];

test.each(table)(
  '%s answers a reader %s, a manager %s, somebody without a role %s, a stranger %s',
  async (route, ...expected) => {
    const by = (...roles: readonly string[]) => answer(route, { 'X-MS-CLIENT-PRINCIPAL': principalOf(roles) });
    const answers = [await by('Connections.Read'), await by('Connections.Manage'), await by(), await answer(route, {})];
    expect(answers).toEqual(expected);
  },
);

test('every route has its row', () => {
  expect(table.map(([route]) => route).sort()).toEqual(Object.keys(ROUTES).sort());
});
