/** Staying with a request: what is waited for, what is not, and for how long. */
import { createServer } from 'node:http';
import { bringAbout } from '../../cli/bringAbout';
import { createConnectorClient } from '../../cli/connectorClient';
import { listen } from '../../sandbox/kit/listen';

interface Scripted {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const connection = (state: string, health = 'pass') => ({
  name: 'acme',
  state,
  health,
  problems: [],
  done: [{ action: 'issue', reason: 'missing' }],
  specification: { espocrmUrl: 'https://crm.example.com' },
});
const SETTLED = { status: 200, body: connection('settled') };
const SETTLING = { status: 202, headers: { 'Retry-After': '30' }, body: connection('settling', 'warn') };
const refusal = (type: string, status: number, headers = {}) => ({
  status,
  headers,
  body: { type: `urn:espocrm-entra-connector:${type}`, status, title: 'No.', detail: 'Because.' },
});

/** A server that gives these answers one after the other, and one request with so much patience. */
async function ask(answers: readonly Scripted[], { patienceMs = 600_000, method = 'PUT' as 'PUT' | 'DELETE' } = {}) {
  const left = [...answers];
  const requests: string[] = [];
  const server = createServer((req, res) => {
    requests.push(`${req.method} ${req.url} ${req.headers['x-functions-key']}`);
    const { status, headers, body } = left.shift() ?? { status: 500 };
    res.writeHead(status, headers).end(body && JSON.stringify(body));
  });
  const port = await listen(server, 0, 'this test');
  const client = createConnectorClient(`http://localhost:${port}`, async () => ({ 'x-functions-key': 'key' }));
  let nowMs = 0;
  const pauses: string[] = [];
  const outcome = await bringAbout('acme', { method, path: '/api/connections/acme' }, client, {
    patienceMs,
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
    waits: (_name, why, ms) => pauses.push(`${why} ${ms / 1_000}`),
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { outcome, requests, pauses };
}

test('what settles at once is not waited for, and the function key travels as a header', async () => {
  const { outcome, requests, pauses } = await ask([SETTLED]);
  expect(outcome).toMatchObject({ outcome: 'settled', status: 200, actions: ['issue (missing)'] });
  expect(requests).toEqual(['PUT /api/connections/acme key']);
  expect(pauses).toEqual([]);
});

test('what is still settling is looked at when the app says so, until it has settled', async () => {
  const { outcome, requests, pauses } = await ask([SETTLING, { status: 200, body: connection('settling') }, SETTLED]);
  expect(outcome).toMatchObject({ outcome: 'settled' });
  expect(requests.map((each) => each.split(' ')[0])).toEqual(['PUT', 'GET', 'GET']);
  expect(pauses).toEqual(['still settling 30', 'still settling 30']);
});

test('a removal that goes on by itself is over when the connection is gone', async () => {
  const gone = refusal('not-found', 404);
  expect((await ask([SETTLING, gone], { method: 'DELETE' })).outcome).toMatchObject({ outcome: 'removed' });
  expect((await ask([gone], { method: 'DELETE' })).outcome).toMatchObject({ outcome: 'failed' });
});

test('patience ends', async () => {
  const { outcome, requests } = await ask([SETTLING, SETTLING, SETTLING], { patienceMs: 45_000 });
  expect(outcome).toMatchObject({ outcome: 'settling' });
  expect(requests).toHaveLength(2);
  expect((await ask([SETTLING], { patienceMs: 0 })).pauses).toEqual([]);
});

test('a busy connection and a failure that passes are asked again; too many requests whatever the patience', async () => {
  const busy = refusal('connection-busy', 409, { 'Retry-After': '30' });
  const failure = refusal('outside-failure', 502, { 'Retry-After': '10' });
  expect((await ask([busy, failure, SETTLED])).pauses).toEqual(['another run has it 30', 'another system failed 10']);
  const limited = await ask([refusal('too-many-requests', 429, { 'Retry-After': '2' }), SETTLED], { patienceMs: 0 });
  expect([limited.pauses, limited.outcome]).toMatchObject([['too many requests 2'], { outcome: 'settled' }]);
});

test('a connection that waits for a person is not waited for, and says what it waits for', async () => {
  const blocked = refusal('connection-blocked', 424);
  const errors = [{ pointer: 'registration-not-owned', detail: 'az ad app owner add' }];
  const { outcome, pauses } = await ask([{ ...blocked, body: { ...blocked.body, errors } }]);
  expect(outcome).toMatchObject({ outcome: 'blocked', problems: ['registration-not-owned: az ad app owner add'] });
  expect(pauses).toEqual([]);
});

test('the platform asks for a key, or sends people to a sign-in page: neither is followed', async () => {
  expect((await ask([{ status: 401 }])).outcome.problems).toEqual([
    'The answer was 401, without a reason; it needs CONNECTOR_FUNCTION_KEY or --audience, or both.',
  ]);
  const { outcome, requests } = await ask([{ status: 302, headers: { Location: '/elsewhere' } }, SETTLED]);
  expect(outcome).toMatchObject({ outcome: 'failed', problems: [expect.stringContaining('--audience')] });
  expect(requests).toHaveLength(1);
});

test('an app that is not there is said to be so', async () => {
  const server = createServer();
  const port = await listen(server, 0, 'this test');
  await new Promise((resolve) => server.close(resolve));
  const client = createConnectorClient(`http://localhost:${port}`, async () => ({}));
  const waiting = { patienceMs: 0, now: () => 0, sleep: async () => undefined, waits: () => undefined };
  expect(await bringAbout('acme', { method: 'GET', path: '/' }, client, waiting)).toMatchObject({
    outcome: 'failed',
    problems: [`http://localhost:${port} does not answer: ECONNREFUSED.`],
  });
});
