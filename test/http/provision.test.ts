import { HttpRequest } from '@azure/functions';
import { RequestRefused } from '../../src/http/problem';
import { readConnection } from '../../src/http/provision';
import { aPrivateHosts } from '../support/aPrivateHosts';

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
