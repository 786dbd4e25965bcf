import { type EntraAlone, startAlone } from '../../sandbox/entra/startAlone';

describe('Entra on its own, for people with curl', () => {
  let alone: EntraAlone;
  beforeAll(async () => {
    alone = await startAlone({ port: 0 });
  });
  afterAll(() => alone.close());

  test('takes one fixed token over plain HTTP, and registers apps that can prove themselves', async () => {
    const post = async (path: string, body: object) => {
      const response = await fetch(`${alone.graph.url}/v1.0${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer sandbox', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return JSON.parse(await response.text());
    };
    const { id, appId } = await post('/applications', { displayName: 'EspoCRM', signInAudience: 'AzureADMyOrg' });
    await post('/servicePrincipals', { appId });
    const { secretText } = await post(`/applications/${id}/addPassword`, {});
    const form = { grant_type: 'client_credentials', client_id: appId, client_secret: secretText };
    const answer = await fetch(`${alone.sts.url}/${alone.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' }),
    });

    expect(answer.status).toBe(200);
    expect(alone.entra.controls.registration(appId)).toMatchObject({ hasServicePrincipal: true });
  });

  test('takes no other token', async () => {
    const headers = { authorization: 'Bearer something' };

    expect((await fetch(`${alone.graph.url}/v1.0/applications`, { headers })).status).toBe(401);
  });
});
