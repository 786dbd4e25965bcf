import axios from 'axios';
import { waitFor } from '../../sandbox/story/waitFor';
import { anEvent } from './eventGridSetup';
import { type AppUnderTest, startHostApp } from './hostSetup';

let app: AppUnderTest;
beforeAll(async () => {
  app = await startHostApp({ runTimers: false });
});
afterAll(() => app?.host.close());

const request = (method: string, path: string, data?: unknown, headers: Record<string, string> = {}) =>
  axios.request<unknown>({
    method,
    url: `${app.host.url}${path}`,
    data,
    headers,
    proxy: false,
    validateStatus: () => true,
  });

describe('HTTP triggers', () => {
  test('a function gets route, query, headers and body, and answers with status, headers, cookies and body', async () => {
    const path = '/api/things/a%20b/c?x=1&x=2&y=z';
    const answer = await request('POST', path, 'the body', { 'x-given': 'yes', 'content-type': 'text/plain' });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({
      'x-from': 'the app',
      'content-type': 'application/json',
      'set-cookie': ['seen=a%20b; Path=/; HttpOnly; SameSite=Lax'],
    });
    expect(answer.data).toEqual({
      url: `${app.host.url}${path}`,
      params: { id: 'a b', part: 'c' },
      query: { x: '1,2', y: 'z' },
      header: 'yes',
      body: 'the body',
    });
  });

  test('an optional part of a route may be left out, and letter case does not matter', async () => {
    expect((await request('POST', '/API/Things/1')).data).toMatchObject({ params: { id: '1' }, body: '' });
  });

  test('a literal route comes before one with a parameter', async () => {
    expect((await request('GET', '/api/things/special')).data).toBe('the literal route');
    expect((await request('GET', '/api/things/other')).data).toBe('other');
  });

  test('a function without a route answers at its name, and 204 when it returns nothing', async () => {
    expect((await request('GET', '/api/silent')).status).toBe(204);
  });

  test.each([
    ['GET', '/api/nothing'],
    ['GET', '/things/special'],
    ['DELETE', '/api/things/special'],
    ['HEAD', '/api/things/special'],
    ['GET', '//api/things/special/more/than/that'],
  ])('%s %s is not found', async (method, path) => {
    expect((await request(method, path)).status).toBe(404);
  });

  test('a function that throws is a 500 without a body, and its error is in the log', async () => {
    const answer = await request('GET', '/api/broken');
    expect([answer.status, answer.data]).toEqual([500, '']);
    const isTold = () => app.logs.some(({ level, text }) => level === 'error' && text.includes('broken on purpose'));
    await waitFor('The error in the log', () => isTold() || undefined);
  });

  test('megabytes pass in both directions', async () => {
    const body = 'x'.repeat(20 * 1024 * 1024);
    const answer = await request('POST', '/api/things/large', body, { 'content-type': 'text/plain' });
    expect(answer.data).toMatchObject({ body });
  });
});

describe('Event Grid triggers', () => {
  const path = '/runtime/webhooks/EventGrid?functionName=event&code=a-key';
  const headersOf = (type: string) => ({ 'aeg-event-type': type, 'content-type': 'application/json' });
  const seenSoFar = (subject: string) => app.saidBy('event').filter((said) => JSON.stringify(said).includes(subject));
  /** What the function says reaches this process a moment after the answer. */
  const seen = (subject: string, count = 1) =>
    waitFor(`The event ${subject}`, () => (seenSoFar(subject).length >= count ? seenSoFar(subject) : undefined));

  test('the handshake of the Event Grid schema answers the code', async () => {
    const event = { ...anEvent(''), data: { validationCode: 'THE-CODE' } };
    const answer = await request('POST', path, [event], headersOf('SubscriptionValidation'));
    expect([answer.status, answer.data]).toEqual([200, { validationResponse: 'THE-CODE' }]);
    expect(app.saidBy('event')).toEqual([]);
  });

  test.each([
    ['eventgrid.azure.net', 'eventgrid.azure.net'],
    ['eventgrid.azure.us', 'eventgrid.azure.us'],
    ['example.org', 'eventgrid.azure.net'],
  ])('the handshake of CloudEvents asked by %s allows %s', async (asking, allowed) => {
    const answer = await request('OPTIONS', path, undefined, { 'WebHook-Request-Origin': asking });
    expect([answer.status, answer.headers['webhook-allowed-origin']]).toEqual([200, allowed]);
  });

  test('each event of a batch reaches the function unchanged', async () => {
    const events = [anEvent('batch-one'), anEvent('batch-two')];
    expect((await request('POST', path, events, headersOf('Notification'))).status).toBe(202);
    expect((await seen('batch-', 2)).map(({ event }) => event)).toEqual(events);
    expect((await seen('batch-one'))[0]?.['data']).toEqual({ objectName: 'batch-one' });
  });

  test('a CloudEvent arrives alone, outside an array', async () => {
    const event = { specversion: '1.0', id: '1', source: 's', type: 't', subject: 'cloudy', data: { Key: 'value' } };
    const headers = { ...headersOf('Notification'), 'content-type': 'application/cloudevents+json; charset=utf-8' };
    expect((await request('POST', path, event, headers)).status).toBe(202);
    expect((await seen('cloudy')).map((said) => said['event'])).toEqual([event]);
  });

  test('one event that fails is a 500 for all', async () => {
    const events = [anEvent('accepted'), anEvent('refused')];
    expect((await request('POST', path, events, headersOf('Notification'))).status).toBe(500);
    expect(await seen('accepted')).toHaveLength(1);
  });

  test('an unknown function is not found', async () => {
    const elsewhere = '/runtime/webhooks/eventgrid?functionName=echo';
    expect((await request('POST', elsewhere, [anEvent('lost')], headersOf('Notification'))).status).toBe(404);
  });

  test('a request that is no delivery is refused', async () => {
    expect((await request('POST', path, [anEvent('lost')], { 'content-type': 'application/json' })).status).toBe(400);
    expect((await request('POST', path, 'no JSON', headersOf('Notification'))).status).toBe(500);
  });
});

describe('the admin API', () => {
  test('runs a function with the input it is given', async () => {
    const input = JSON.stringify(anEvent('by hand'));
    expect((await request('POST', '/admin/functions/event', { input })).status).toBe(202);
    await waitFor('The event', () => app.saidBy('event').find(({ event }) => JSON.stringify(event) === input));
  });

  test('runs a timer outside its schedule', async () => {
    expect((await request('POST', '/admin/functions/daily', {})).status).toBe(202);
    expect((await app.sayings('daily', 1))[0]?.['timer']).toMatchObject({ isPastDue: false });
  });

  test.each([
    ['an unknown function', 404, '/admin/functions/nobody', {}],
    ['an HTTP function', 400, '/admin/functions/echo', {}],
    ['an input that is no string', 400, '/admin/functions/event', { input: 1 }],
    ['a form', 415, '/admin/functions/event', new URLSearchParams('input=1')],
  ])('%s is %i', async (_what, status, path, body) => {
    expect((await request('POST', path, body)).status).toBe(status);
  });

  test('lists the functions and says that the host runs', async () => {
    expect((await request('GET', '/admin/host/status')).data).toEqual({ state: 'Running' });
    const { data } = await request('GET', '/admin/functions');
    expect(data).toContainEqual(
      expect.objectContaining({ name: 'echo', invoke_url_template: 'api/things/{id}/{part?}' }),
    );
    expect((await request('GET', '/admin/functions/event')).data).toMatchObject({ name: 'event', isDisabled: false });
  });
});

test('what the app prints is passed on', () => {
  expect(app.logs).toContainEqual({ level: 'information', category: 'console', text: 'The app says hello.' });
});
