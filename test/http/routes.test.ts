/** Who may call which route, asked of what the triggers really run, where App Service authentication stands in front. */
import { createServer } from 'node:http';
import { HttpRequest, type HttpRequestInit, InvocationContext } from '@azure/functions';
import { listen } from '../../sandbox/kit/listen';
import { handlers } from '../../src/handlers/handlers';

type Route = Exclude<keyof typeof handlers, 'healthCheck' | 'reconcile'>;
type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

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
async function answer(route: Route, method: Method, headers: Record<string, string>): Promise<string> {
  const lines: unknown[] = [];
  const logHandler = (_level: string, ...line: readonly unknown[]) => void lines.push(...line);
  const body: Pick<HttpRequestInit, 'body'> = method === 'GET' ? {} : { body: { string: '{"reason":"a test"}' } };
  const url = `https://app.example.com/api/connections/${NO_NAME}`;
  const request = new HttpRequest({ method, url, params: { name: NO_NAME }, headers, ...body });
  const { status = 200 } = await handlers[route](request, new InvocationContext({ logHandler }));
  return lines.join().includes('"event":"write.requested"') ? `${status} noted` : String(status);
}

/** What a reader (Connections.Read) and a manager (Connections.Manage) are answered. */
const table: readonly (readonly [Route, Method, string, string])[] = [
  ['list', 'GET', '200', '200'],
  ['show', 'GET', '400', '400'],
  ['status', 'GET', '200', '200'],
  ['openApi', 'GET', '200', '200'],
  ['provision', 'PUT', '403', '400 noted'],
  ['rotate', 'POST', '403', '400 noted'],
  ['deprovision', 'DELETE', '403', '400 noted'],
];

test.each(table)('%s with %s answers a reader %s and a manager %s', async (route, method, reader, manager) => {
  const by = (...roles: readonly string[]) => answer(route, method, { 'X-MS-CLIENT-PRINCIPAL': principalOf(roles) });
  expect([await by('Connections.Read'), await by('Connections.Manage')]).toEqual([reader, manager]);
});

test.each(table)('%s with %s answers nobody who is not known, or has no role', async (route, method) => {
  const headers = { 'X-MS-CLIENT-PRINCIPAL': principalOf([]) };
  expect([await answer(route, method, {}), await answer(route, method, headers)]).toEqual(['401', '403']);
});

test('every route has its row', () => {
  const triggers = table.map(([route]) => route);
  expect([...triggers, 'healthCheck', 'reconcile'].sort()).toEqual(Object.keys(handlers).sort());
});
