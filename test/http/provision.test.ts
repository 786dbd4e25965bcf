/** What is asked for is read with everything that is wrong with it, and answered by what came of it. */
import { HttpRequest } from '@azure/functions';
import { Failure } from '../../src/core/failure';
import type { Outcome, State } from '../../src/core/outcome';
import type { Problem } from '../../src/core/problem';
import { RequestRefused } from '../../src/http/problem';
import { provisioned, readConnection } from '../../src/http/provision';
import { aPrivateHosts } from '../support/aPrivateHosts';
import { aSpec, day, NOW } from '../support/seen';
import { ask, connectorWith } from './ask';

const addresses = {
  privateHosts: aPrivateHosts('localhost=127.0.0.0/8'),
  identityEndpoint: undefined,
  ownHost: undefined,
};

/** The connection's address, or where something is wrong with the request. */
async function read(body: object, name = 'acme') {
  const request = new HttpRequest({
    method: 'PUT',
    url: 'https://app.example.com/api/connections/acme',
    params: { name },
    body: { string: JSON.stringify(body) },
  });
  try {
    return (await readConnection(request, addresses)).espocrmUrl;
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    return (error.details.errors ?? []).map(({ pointer }) => pointer);
  }
}

describe('the address of a connection', () => {
  test.each(['https://crm.example.com', 'https://crm.example.com:8443/espo', 'https://localhost:8444'])(
    'may be %s',
    async (espocrmUrl) => {
      expect(await read({ espocrmUrl })).toBe(espocrmUrl);
    },
  );

  test.each([
    'https://127.0.0.1',
    'https://10.0.0.1',
    'https://[::1]:8443',
    'https://2130706433',
    'https://169.254.169.254',
    'https://168.63.129.16',
    'https://crm.example.com:22',
    'https://localhost:22',
  ])('may not be %s, which shows before anything is looked up', async (espocrmUrl) => {
    expect(await read({ espocrmUrl })).toEqual(['#/espocrmUrl']);
  });

  test('is named once beside everything else that is wrong', async () => {
    expect(await read({ espocrmUrl: 'http://10.0.0.1' })).toEqual(['#/espocrmUrl']);
    expect(await read({ espocrmUrl: 'https://10.0.0.1', colour: 'red' }, 'Acme')).toEqual([
      'name',
      '#/colour',
      '#/espocrmUrl',
    ]);
  });
});

test('a dry run asks what is outside and stores nothing', async () => {
  const unlooked = new Failure({
    system: 'Entra',
    operation: 'look',
    code: 'test',
    retry: 'never',
    advice: 'Wait.',
  });
  const connector = () => connectorWith({}, { signIn: { endpoints: () => Promise.reject(unlooked) } });
  const asked = { body: { espocrmUrl: 'https://crm.example.com' }, query: { dryRun: 'true' } };
  expect(await ask('provision', connector, asked)).toMatchObject({
    status: 502,
    body: { title: 'Entra did not do what was needed.' },
  });
});

describe('the answer', () => {
  const outcome = (state: State, problems: readonly Problem[] = []): Outcome => ({
    kind: 'ended',
    state,
    health: { status: 'warn', problems },
    done: [],
    at: NOW,
    recheckAt: day(1),
  });
  const answer = (state: State, problems?: readonly Problem[]) => {
    const { status, headers } = provisioned(aSpec(), outcome(state, problems));
    const sent = new Headers(headers);
    return [status, sent.get('location'), sent.get('retry-after')];
  };

  test.each<[State, number, string | null, string | null]>([
    ['settled', 200, null, null],
    ['settling', 202, '/api/connections/acme', '30'],
    ['blocked', 424, '/api/connections/acme', null],
  ])('for one that is %s is %i', (state, ...expected) => {
    expect(answer(state)).toEqual(expected);
  });

  test('for one that is blocked lists what stands in the way', () => {
    const { body } = provisioned(aSpec(), outcome('blocked', [{ code: 'sign-in-refused', detail: 'Store another.' }]));
    expect(JSON.parse(String(body))).toMatchObject({
      type: 'urn:espocrm-entra-connector:connection-blocked',
      errors: [{ pointer: 'sign-in-refused', detail: 'Store another.' }],
    });
  });

  test('for one that another worker keeps is 409, and when to come back', async () => {
    const connector = () => connectorWith({ create: async () => 'exists', lease: async () => 'busy' });
    const { status, headers } = await ask('provision', connector, { body: { espocrmUrl: 'https://crm.example.com' } });
    expect([status, headers.get('retry-after')]).toEqual([409, '30']);
  });
});
