/** What the HTTP API answers to requests it cannot take, and that it then keeps nothing of them. */
import { BlobServiceClient } from '@azure/storage-blob';
import { startTestStage, type TestStage } from '../support/startTestStage';

let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage();
});
afterAll(() => stage.close());

const put = (name: string, body: unknown, query = '') =>
  stage.api.request('PUT', `/api/connections/${encodeURIComponent(name)}${query}`, body);

async function storedNames(): Promise<string[]> {
  const container = BlobServiceClient.fromConnectionString(stage.sandbox.storage.connectionString).getContainerClient(
    'connections',
  );
  if (!(await container.exists())) return [];
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  return names;
}

const good = { espocrmUrl: 'https://crm.example.com' };

describe('a request that is wrong', () => {
  afterEach(async () => {
    expect(await storedNames()).toEqual([]);
    expect(stage.sandbox.entra.registrations()).toEqual([]);
  });

  test('gets all its problems in one answer', async () => {
    const answer = await put('Acme!', {
      espocrmUrl: 'http://crm.example.com',
      colour: 'red',
      displayName: 7,
      secret: { validity: 'two years', overlap: 'P7D', extra: true },
      signIn: { usernameClaim: 'sub', createUsers: 'yes' },
    });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'urn:espocrm-entra-connector:invalid-request',
      status: 400,
      errors: expect.arrayContaining(
        [
          'name',
          '#/espocrmUrl',
          '#/colour',
          '#/displayName',
          '#/secret/validity',
          '#/secret/extra',
          '#/signIn/usernameClaim',
          '#/signIn/createUsers',
        ].map((pointer) => expect.objectContaining({ pointer, detail: expect.any(String) })),
      ),
    });
  });

  test.each([
    ['nothing', undefined, '#'],
    ['text that is not JSON', '{"espocrmUrl": ', '#'],
    ['a list', [], '#'],
    ['null', 'null', '#'],
    ['no address', {}, '#/espocrmUrl'],
    ['an address of the wrong type', { espocrmUrl: 5 }, '#/espocrmUrl'],
    ['an address without a scheme', { espocrmUrl: 'crm.example.com' }, '#/espocrmUrl'],
    ['an http address', { espocrmUrl: 'http://crm.example.com' }, '#/espocrmUrl'],
    ['an address with a password', { espocrmUrl: 'https://a:b@crm.example.com' }, '#/espocrmUrl'],
    ['an unknown field', { ...good, clientSecret: 'x' }, '#/clientSecret'],
    ['a validity that renews at every look', { ...good, secret: { validity: 'P1M' } }, '#/secret/validity'],
    ['a validity of nothing', { ...good, secret: { validity: 'PT0S' } }, '#/secret/validity'],
  ])('with %s gets 400 that says where', async (_what, body, pointer) => {
    const answer = await put('acme', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ pointer }] });
  });

  test.each(['Acme', 'a b', '-acme', 'acme-', 'ä', 'a'.repeat(41), "a'b", 'a%2Fb', '..'])(
    'with the name %s gets 400',
    async (name) => {
      const answer = await put(name, good);
      // A name of dots never reaches the app: clients resolve it away.
      expect(answer.status).toBe(name === '..' ? 404 : 400);
    },
  );

  test('with a body over 16 KiB gets 413, declared or not', async () => {
    const large = JSON.stringify({ ...good, displayName: 'x'.repeat(17_000) });
    expect(await put('acme', large)).toMatchObject({
      status: 413,
      body: { type: 'urn:espocrm-entra-connector:body-too-large' },
    });
  });

  test('with a misspelt dryRun gets 400', async () => {
    expect(await put('acme', good, '?dryRun=yes')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: 'dryRun' }] },
    });
  });

  test('for a connection that is not there gets 404', async () => {
    expect(await stage.api.request('GET', '/api/connections/nobody')).toMatchObject({
      status: 404,
      body: { type: 'urn:espocrm-entra-connector:not-found' },
    });
  });
});

test('a dry run says what would be done and does nothing', async () => {
  const site = await stage.addSite('dry');
  const answer = await put('dry', { espocrmUrl: site.url }, '?dryRun=true');
  expect(answer).toMatchObject({
    status: 200,
    body: { dryRun: true, next: [{ action: 'register', reason: 'missing' }] },
  });
  expect(await storedNames()).toEqual([]);
  expect(stage.sandbox.entra.registrations()).toEqual([]);
});

test('a connection whose administrator sign-in is missing is stored, and the answer says what to do', async () => {
  const espocrm = await stage.sandbox.addEspoCrm();
  const answer = await put('no-admin', { espocrmUrl: espocrm.url });
  expect(answer).toMatchObject({ status: 424, headers: { location: '/api/connections/no-admin' } });
  expect(JSON.stringify(answer.body)).toContain('az keyvault secret set --vault-name');
  expect(await storedNames()).toContain('no-admin.json');
});

test('the list shows every connection and no secret', async () => {
  await stage.aSettledSite('listed');
  const answer = await stage.api.request('GET', '/api/connections');
  expect(answer.body).toMatchObject({
    connections: expect.arrayContaining([
      expect.objectContaining({ name: 'listed', state: 'settled', health: 'pass' }),
    ]),
  });
  expect(JSON.stringify(answer.body)).not.toContain(
    await stage.sandbox.operator.readSecret('espocrm-listed-client-secret'),
  );
});

test('health answers that the app is up', async () => {
  expect(await stage.api.request('GET', '/api/health')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/health+json' },
    body: { status: 'pass' },
  });
});
