import { CALLBACK, refusal, startEntra, type TestTenant } from './entraSetup';

describe('An app registration in Graph', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await startEntra();
  });
  afterAll(() => tenant.close());

  const upsert = (uniqueName: string, properties: object, prefer = 'create-if-missing') =>
    tenant.client.api(`/applications(uniqueName='${uniqueName}')`).header('Prefer', prefer).patch(properties);
  const create = (properties: object) => tenant.client.api('/applications').post(properties);
  const read = (id: string) => tenant.client.api(`/applications/${id}`).get();

  test('is made by the first upsert and only corrected by the next', async () => {
    const made = await upsert('acme', { displayName: 'EspoCRM', signInAudience: 'AzureADMyOrg' });
    const corrected = await upsert('acme', { displayName: 'EspoCRM of Acme' });

    expect(made).toMatchObject({ uniqueName: 'acme', displayName: 'EspoCRM', signInAudience: 'AzureADMyOrg' });
    expect(corrected).toBeFalsy();
    expect(tenant.controls.registrations().filter(({ uniqueName }) => uniqueName === 'acme')).toMatchObject([
      { id: made.id, appId: made.appId, displayName: 'EspoCRM of Acme' },
    ]);
  });

  test('is not made by an upsert without its header', async () => {
    await expect(upsert('nobody', { displayName: 'EspoCRM' }, 'nothing')).rejects.toMatchObject(
      refusal(404, 'Request_ResourceNotFound'),
    );
    expect(tenant.controls.registrations().some(({ uniqueName }) => uniqueName === 'nobody')).toBe(false);
  });

  test('is found by object id, appId and uniqueName, which are never mixed up', async () => {
    const { id, appId } = await upsert('by-three-names', { displayName: 'EspoCRM' });

    for (const path of [
      `/applications/${id}`,
      `/applications(appId='${appId}')`,
      "/applications(uniqueName='by-three-names')",
    ])
      expect(await tenant.client.api(path).get()).toMatchObject({ id, appId, uniqueName: 'by-three-names' });
    await expect(read(appId)).rejects.toMatchObject(refusal(404, 'Request_ResourceNotFound'));
  });

  test('lets personal accounts in when no audience is said', async () => {
    expect(await create({ displayName: 'EspoCRM' })).toMatchObject({
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
    });
  });

  test('keeps what a change does not mention, also inside web', async () => {
    const { id } = await create({
      displayName: 'EspoCRM',
      web: { redirectUris: [CALLBACK], implicitGrantSettings: { enableIdTokenIssuance: true } },
      optionalClaims: { idToken: [{ name: 'email' }] },
    });
    await tenant.client.api(`/applications/${id}`).patch({ web: { logoutUrl: 'https://crm.example.com/' } });

    expect(await read(id)).toMatchObject({
      displayName: 'EspoCRM',
      optionalClaims: { idToken: [{ name: 'email', source: null, essential: false, additionalProperties: [] }] },
      web: {
        logoutUrl: 'https://crm.example.com/',
        redirectUris: [CALLBACK],
        implicitGrantSettings: { enableIdTokenIssuance: true, enableAccessTokenIssuance: false },
      },
    });
  });

  const tooLong = 'x'.repeat(121);
  test.each([
    ['a property Graph does not know', { displayName: 'EspoCRM', redirectUris: [CALLBACK] }],
    ['one inside web', { displayName: 'EspoCRM', web: { redirectUrls: [CALLBACK] } }],
    ['client secrets', { displayName: 'EspoCRM', passwordCredentials: [{ displayName: 'mine' }] }],
    ['an appId', { displayName: 'EspoCRM', appId: '11111111-1111-4111-8111-111111111111' }],
    ['no name', { signInAudience: 'AzureADMyOrg' }],
    ['a name of 121 characters', { displayName: tooLong }],
    ['a tag with a blank', { displayName: 'EspoCRM', tags: ['two words'] }],
    ['the same tag twice', { displayName: 'EspoCRM', tags: ['one', 'one'] }],
    ['an unknown audience', { displayName: 'EspoCRM', signInAudience: 'Everybody' }],
    ['a redirect URI without TLS', { displayName: 'EspoCRM', web: { redirectUris: ['http://crm.example.com/'] } }],
    ['a logout URL without TLS', { displayName: 'EspoCRM', web: { logoutUrl: 'http://crm.example.com/' } }],
  ])('is refused with %s', async (_what, properties) => {
    const before = tenant.controls.registrations().length;

    await expect(create(properties)).rejects.toMatchObject(refusal(400, 'Request_BadRequest'));
    expect(tenant.controls.registrations()).toHaveLength(before);
  });

  test('may redirect to this machine without TLS', async () => {
    const { appId } = await create({ displayName: 'EspoCRM', web: { redirectUris: ['http://localhost:8080/back'] } });

    expect(tenant.controls.registration(appId)?.redirectUris).toEqual(['http://localhost:8080/back']);
  });

  test('may not accept mapped claims from the start, only later', async () => {
    const api = { acceptMappedClaims: true };
    await expect(create({ displayName: 'EspoCRM', api })).rejects.toMatchObject(
      refusal(403, 'Authorization_RequestDenied'),
    );
    const { id } = await create({ displayName: 'EspoCRM' });
    await tenant.client.api(`/applications/${id}`).patch({ api });

    expect(await read(id)).toMatchObject({ api });
  });

  test('keeps its unique name in the recycle bin, until it is erased there', async () => {
    const { id } = await upsert('kept', { displayName: 'EspoCRM' });
    await tenant.client.api(`/applications/${id}`).delete();
    await expect(upsert('kept', { displayName: 'EspoCRM' })).rejects.toMatchObject(refusal(400, 'Request_BadRequest'));
    await tenant.client.api(`/directory/deletedItems/${id}`).delete();

    expect(await upsert('kept', { displayName: 'EspoCRM' })).toMatchObject({ uniqueName: 'kept' });
  });

  test('counts towards 250 for each creator, deleted ones included', async () => {
    const crowded = await startEntra();
    const { id } = await crowded.client.api('/applications').post({ displayName: 'The first' });
    await crowded.client.api(`/applications/${id}`).delete();
    for (let n = 1; n < 250; n += 1) await crowded.client.api('/applications').post({ displayName: `App ${n}` });

    await expect(crowded.client.api('/applications').post({ displayName: 'One more' })).rejects.toMatchObject(
      refusal(403, 'Directory_QuotaExceeded'),
    );
    await crowded.close();
  });
});
