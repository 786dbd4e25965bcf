import { APP, DAY, refusal, startEntra, type TestTenant } from './entraSetup';

const STRANGER = '99999999-9999-4999-8999-999999999999';

describe('Owners, service principals and the recycle bin', () => {
  let tenant: TestTenant;
  beforeEach(async () => {
    tenant = await startEntra();
  });
  afterEach(() => tenant.close());

  const create = (more: object = {}) => tenant.client.api('/applications').post({ displayName: 'EspoCRM', ...more });
  const owners = async (id: string): Promise<readonly string[]> => {
    const { value } = await tenant.client.api(`/applications/${id}/owners`).get();
    return value.map((owner: { id: string }) => owner.id);
  };

  test('whoever creates a registration owns it, and can change it', async () => {
    const { id } = await create();

    expect(await owners(id)).toEqual([APP.oid]);
    expect(await tenant.addSecret(id)).toHaveProperty('secretText');
  });

  test('where the creator does not own, it can change nothing', async () => {
    tenant.controls.setOwnership('creator-does-not-own');
    const { id, appId } = await create();
    const denied = refusal(403, 'Authorization_RequestDenied');

    expect(await owners(id)).toEqual([]);
    await expect(tenant.addSecret(id)).rejects.toMatchObject(denied);
    await expect(tenant.client.api('/servicePrincipals').post({ appId })).rejects.toMatchObject(denied);
    await expect(tenant.client.api(`/applications/${id}`).delete()).rejects.toMatchObject(denied);
    expect(tenant.controls.registration(appId)).toMatchObject({ credentials: [], deleted: false });
  });

  test('an owner can be named when creating, or added by an administrator', async () => {
    tenant.controls.setOwnership('creator-does-not-own');
    const named = await create({ 'owners@odata.bind': [`${tenant.graphServer.url}/v1.0/directoryObjects/${APP.oid}`] });
    const adopted = await create();
    tenant.controls.addOwner(adopted.appId, APP.oid);

    expect([await owners(named.id), await owners(adopted.id)]).toEqual([[APP.oid], [APP.oid]]);
    expect(await tenant.addSecret(adopted.id)).toHaveProperty('secretText');
  });

  test('who is assigned to an application can be listed, page by page, before it has a principal not at all', async () => {
    const { appId } = await create();
    const path = `/servicePrincipals(appId='${appId}')/appRoleAssignedTo`;
    await expect(tenant.client.api(path).get()).rejects.toMatchObject(refusal(404, 'Request_ResourceNotFound'));
    const { id } = await tenant.client.api('/servicePrincipals').post({ appId });
    const groups = tenant.controls.groups();
    for (const group of groups) tenant.controls.assignGroup(appId, group.id);
    const shown = groups.map((group) => ({
      principalId: group.id,
      principalType: 'Group',
      principalDisplayName: group.displayName,
      resourceId: id,
    }));
    expect((await tenant.client.api(path).get()).value).toMatchObject(shown);
    const first = await tenant.client.api(path).top(1).get();
    expect(first.value).toMatchObject(shown.slice(0, 1));
    expect((await tenant.client.api(first['@odata.nextLink']).get()).value).toMatchObject(shown.slice(1));
  });

  test('a further owner can be added only by who may read the directory', async () => {
    const { id } = await create();
    const [alice] = tenant.controls.users();
    const reference = { '@odata.id': `${tenant.graphServer.url}/v1.0/directoryObjects/${alice?.oid}` };
    const path = `/applications/${id}/owners/$ref`;
    await expect(tenant.client.api(path).post(reference)).rejects.toMatchObject(
      refusal(403, 'Authorization_RequestDenied'),
    );
    tenant.controls.grantRole('Directory.Read.All');
    await tenant.client.api(path).post(reference);

    expect(await owners(id)).toEqual([APP.oid, alice?.oid]);
    await expect(tenant.client.api(path).post(reference)).rejects.toMatchObject(refusal(400, 'Request_BadRequest'));
    await expect(tenant.client.api(path).post({ '@odata.id': STRANGER })).rejects.toMatchObject(
      refusal(404, 'Request_ResourceNotFound'),
    );
  });

  test('an owner that leaves can change nothing any more', async () => {
    const { id, appId } = await create();
    await tenant.client.api(`/applications/${id}/owners/${APP.oid}/$ref`).delete();

    expect(tenant.controls.registration(appId)?.owners).toEqual([]);
    await expect(tenant.addSecret(id)).rejects.toMatchObject(refusal(403, 'Authorization_RequestDenied'));
  });

  test('a service principal exists once for each registration', async () => {
    const { appId } = await create();
    const made = await tenant.client.api('/servicePrincipals').post({ appId });

    expect(made).toMatchObject({ appId, appDisplayName: 'EspoCRM', accountEnabled: true });
    expect(tenant.controls.registration(appId)?.hasServicePrincipal).toBe(true);
    await expect(tenant.client.api('/servicePrincipals').post({ appId })).rejects.toMatchObject(
      refusal(409, 'Request_MultipleObjectsWithSameKeyValue'),
    );
    await expect(tenant.client.api('/servicePrincipals').post({ appId: STRANGER })).rejects.toMatchObject(
      refusal(400, 'Request_BadRequest'),
    );
  });

  test('a server that does not know a new registration yet makes no service principal for it', async () => {
    tenant.controls.setReplication({ lagMs: 60_000, monotonic: true, covers: 'objects' });
    const { appId } = await create();
    const post = () => tenant.client.api('/servicePrincipals').post({ appId });
    await expect(post()).rejects.toMatchObject({
      ...refusal(400, 'Request_BadRequest'),
      body: expect.stringContaining('"code":"NoBackingApplicationObject"'),
    });
    expect(tenant.controls.registration(appId)?.hasServicePrincipal).toBe(false);

    await tenant.world.clock.moveBy(60_000);
    expect(await post()).toMatchObject({ appId });
  });

  test('a service principal is changed, listed, owned and deleted', async () => {
    const { appId } = await create();
    const path = `/servicePrincipals(appId='${appId}')`;
    const upsert = () =>
      tenant.client
        .api(path)
        .header('Prefer', 'create-if-missing')
        .patch({ tags: ['HideApp'] });
    const { id } = await upsert();
    await upsert();

    expect(await tenant.client.api(path).get()).toMatchObject({ id, tags: ['HideApp'] });
    expect((await tenant.client.api('/servicePrincipals').get()).value).toHaveLength(1);
    expect((await tenant.client.api(`/servicePrincipals/${id}/owners`).get()).value).toMatchObject([{ id: APP.oid }]);
    await tenant.client.api(`/servicePrincipals/${id}`).delete();
    expect(tenant.controls.registration(appId)?.hasServicePrincipal).toBe(false);
  });

  test('a deleted registration can be restored with its secrets, its service principal only by itself', async () => {
    const { id, appId } = await create();
    const principal = await tenant.client.api('/servicePrincipals').post({ appId });
    const { secretText } = await tenant.addSecret(id);
    await tenant.client.api(`/applications/${id}`).delete();

    expect(tenant.controls.accepts(appId, secretText)).toBe(false);
    const bin = await tenant.client.api('/directory/deletedItems/microsoft.graph.application').get();
    expect(bin.value).toMatchObject([{ id, deletedDateTime: expect.any(String) }]);
    expect(await tenant.client.api(`/directory/deletedItems/${id}/restore`).post({})).toMatchObject({ id, appId });
    expect(tenant.controls.accepts(appId, secretText)).toBe(true);
    expect(tenant.controls.registration(appId)?.hasServicePrincipal).toBe(false);
    await tenant.client.api(`/directory/deletedItems/${principal.id}/restore`).post({});
    expect(tenant.controls.registration(appId)?.hasServicePrincipal).toBe(true);
  });

  test('the recycle bin forgets after 30 days', async () => {
    const { id, appId } = await create();
    tenant.controls.deleteRegistration(appId);
    expect(await tenant.client.api(`/directory/deletedItems/${id}`).get()).toMatchObject({ id });
    await tenant.world.clock.moveBy(31 * DAY);

    expect(tenant.controls.registration(appId)).toBeUndefined();
    await expect(tenant.client.api(`/directory/deletedItems/${id}`).get()).rejects.toMatchObject(
      refusal(404, 'Request_ResourceNotFound'),
    );
  });
});
