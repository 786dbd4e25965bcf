/** The status page as it is sent: whole, never kept, and by itself anew only where that was asked for. */
import { HttpRequest, HttpResponse } from '@azure/functions';
import { status } from '../../../src/http/pages/status';
import { PAGE_POLICY } from '../../../src/http/pages/style';
import { aPrivateHosts } from '../../support/aPrivateHosts';
import { aConnection } from '../../support/statusFleet';
import { connectorWith } from '../ask';

async function sent(query: Record<string, string>) {
  const connector = connectorWith({ list: async () => [aConnection('acme')], find: async () => undefined });
  const addresses = { privateHosts: aPrivateHosts(''), identityEndpoint: undefined, ownHost: undefined };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const request = new HttpRequest({ method: 'GET', url: 'https://app.example.com/api/status', query });
  const answer = new HttpResponse(await status(request, { connector, addresses, log }));
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
}

test('as HTML, under a policy of its own, and to be asked for again', async () => {
  const { status, headers, text } = await sent({});
  expect([status, text.slice(0, 15)]).toEqual([200, '<!doctype html>']);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': PAGE_POLICY,
    'cache-control': 'no-store',
  });
});

test.each([
  ['five minutes later where that was asked for', { refresh: 'on' }, '300'],
  ['not by itself where it was not', {}, undefined],
])('anew %s', async (_what, query, refresh) => {
  expect((await sent(query)).headers['refresh']).toBe(refresh);
});
