/** Whatever goes wrong with a request, the answer says what and never what an error held; the log has the rest. */
import { HttpRequest, InvocationContext } from '@azure/functions';
import { Failure } from '../../src/core/failure';
import { createHandle } from '../../src/http/handle';
import { notFound, RequestRefused } from '../../src/http/problem';
import { aPrivateHosts } from '../support/aPrivateHosts';
import { ask, connectorWith } from './ask';

const failure = (retry: 'soon' | 'later' | 'never') =>
  new Failure({ system: 'Storage', operation: 'list', code: 'ServerBusy', retry, advice: 'Wait.' });
const thrown = (error: unknown) => () => connectorWith({ list: () => Promise.reject(error) });

test.each([
  ['a refusal', new RequestRefused(notFound('acme')), 404, 'not-found', null],
  ['a refusal that passes', new RequestRefused(notFound('acme'), { 'Retry-After': '7' }), 404, 'not-found', '7'],
  ['a failure outside that passes in seconds', failure('soon'), 502, 'outside-failure', '10'],
  ['a failure outside that passes later', failure('later'), 502, 'outside-failure', null],
  ['a failure outside that a person has to mend', failure('never'), 502, 'outside-failure', null],
  ['an error nobody foresaw', new TypeError('canary'), 500, 'internal-error', null],
  ['something that is no error', 'canary', 500, 'internal-error', null],
])('%s is answered', async (_what, error, status, type, retryAfter) => {
  const answer = await ask('list', thrown(error));
  expect(answer.body).toMatchObject({ type: `urn:espocrm-entra-connector:${type}`, status });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
  expect(JSON.stringify(answer)).not.toContain('canary');
});

test('what failed outside is named in the title, with what to do', async () => {
  const { body } = await ask('list', thrown(failure('never')));
  expect(body).toMatchObject({
    title: 'Storage did not do what was needed.',
    detail: expect.stringContaining('ServerBusy. Wait.'),
  });
});

test('a fault of the app names the invocation under which the log has more', async () => {
  const { body, lines } = await ask('list', thrown(new TypeError('canary')));
  expect(body).toMatchObject({ detail: expect.stringContaining('invocation-1') });
  expect(lines.map((line) => JSON.parse(line))).toEqual([{ event: 'request.crashed', error: 'TypeError' }]);
});

test('an app that cannot be put together answers too', async () => {
  const broken = () => {
    throw new Error('canary');
  };
  expect(await ask('list', broken)).toMatchObject({ status: 500, body: { type: expect.stringContaining('internal') } });
});

test('who writes is noted and counted before anything is read, who reads is not', async () => {
  const addresses = { privateHosts: aPrivateHosts(''), identityEndpoint: undefined, ownHost: undefined };
  const settings = { easyAuth: false, onDevelopersMachine: false, addresses };
  const handle = createHandle(
    () => settings,
    () => connectorWith({ find: async () => undefined }),
  );
  const lines: string[] = [];
  const logHandler = (_level: string, ...line: readonly unknown[]) => void lines.push(line.join(' '));
  const url = 'https://app.example.com/api/connections/acme';
  const send = async (route: 'show' | 'deprovision', query = {}) => {
    const request = new HttpRequest({ method: 'GET', url, params: { name: 'acme' }, query });
    return (await handle(route)(request, new InvocationContext({ logHandler })))?.status;
  };
  const statuses = new Set<unknown>();
  for (let count = 0; count < 40; count += 1) statuses.add(await send('show'));
  expect([[...statuses], lines]).toEqual([[404], []]);
  for (let count = 0; count < 31; count += 1) statuses.add(await send('deprovision', { wrong: 'true' }));
  expect([...statuses]).toEqual([404, 400, 429]);
  expect(lines.map((line) => JSON.parse(line))).toContainEqual({
    event: 'write.requested',
    caller: 'function key',
    connection: 'acme',
  });
});
