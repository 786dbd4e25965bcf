/** The vault as people with curl see it: plain HTTP, one fixed token, no client library. */
import { STANDALONE_TOKEN, startAlone } from '../../sandbox/keyVault/startAlone';
import type { RunningServer } from '../../sandbox/kit/serve';

let server: RunningServer;
beforeAll(async () => {
  server = await startAlone({ port: 0 });
});
afterAll(() => server.close());

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${STANDALONE_TOKEN}`, 'Content-Type': 'application/json' },
  });

test('a secret can be put, read and listed by hand', async () => {
  const put = await call('/secrets/by-hand?api-version=7.4', { method: 'PUT', body: '{"value":"x"}' });
  expect(put.status).toBe(200);
  expect(await (await call('/secrets/by-hand?api-version=7.4')).json()).toMatchObject({
    value: 'x',
    id: expect.stringMatching(new RegExp(`^${server.url}/secrets/by-hand/[0-9a-f]{32}$`)),
  });
  expect(await (await call('/secrets?api-version=7.4')).json()).toMatchObject({
    value: [{ id: `${server.url}/secrets/by-hand` }],
  });
});

test('another token, or none, is refused', async () => {
  for (const headers of [{}, { Authorization: 'Bearer other' }]) {
    const { status } = await fetch(`${server.url}/secrets?api-version=7.4`, { headers });
    expect(status).toBe(401);
  }
});

test('mistakes are answered in the service’s words', async () => {
  const codeOf = async (path: string, init?: RequestInit) => {
    const response = await call(path, init);
    return `${response.status} ${JSON.stringify(await response.json()).replace(/^.*?"code":"(\w+)".*$/, '$1')}`;
  };
  expect(await codeOf('/secrets/x?api-version=7.4', { method: 'POST' })).toBe('405 MethodNotAllowed');
  expect(await codeOf('/keys?api-version=7.4')).toBe('404 NotFound');
  expect(await codeOf('/secrets/x?api-version=7.4', { method: 'PUT', body: '{broken' })).toBe('400 BadParameter');
  expect(await codeOf('/secrets/x?api-version=7.4', { method: 'PUT', body: '{}' })).toBe('400 BadParameter');
  expect(await codeOf('/secrets?api-version=7.4&maxresults=26')).toBe('400 BadParameter');
  expect(await codeOf('/secrets')).toBe('400 BadParameter');
});
