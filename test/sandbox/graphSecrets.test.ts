import { SECRET_MARK } from '../../sandbox/entra/clientSecret';
import { DAY, MINUTE, refusal, startEntra, type TestTenant } from './entraSetup';

describe('A client secret in Graph', () => {
  let tenant: TestTenant;
  beforeEach(async () => {
    tenant = await startEntra();
  });
  afterEach(() => tenant.close());

  const listed = async (id: string): Promise<readonly string[]> => {
    const { passwordCredentials } = await tenant.client.api(`/applications/${id}`).get();
    return passwordCredentials.map(({ keyId }: { keyId: string }) => keyId);
  };
  const remove = (id: string, keyId: string) => tenant.client.api(`/applications/${id}/removePassword`).post({ keyId });
  const held = (appId: string) => tenant.controls.registration(appId)?.credentials ?? [];

  test('is answered with its text once and never again', async () => {
    const { id, appId } = await tenant.register();
    const made = await tenant.addSecret(id, { displayName: 'ours', endDateTime: '2099-01-01T00:00:00Z' });

    expect(made).toMatchObject({ displayName: 'ours', endDateTime: '2099-01-01T00:00:00.000Z' });
    expect(made.secretText).toHaveLength(40);
    expect(made.secretText).toContain(SECRET_MARK);
    const { passwordCredentials } = await tenant.client.api(`/applications(appId='${appId}')`).get();
    expect(passwordCredentials).toMatchObject([
      { keyId: made.keyId, displayName: 'ours', hint: made.secretText.slice(0, 3), secretText: null },
    ]);
    expect(JSON.stringify(tenant.controls.registrations())).not.toContain(made.secretText);
  });

  test('lives two years when nobody says otherwise', async () => {
    const { id, appId } = await tenant.register();
    await tenant.client.api(`/applications/${id}/addPassword`).post({});

    const [secret] = held(appId);
    const days = ((secret?.endsAt.getTime() ?? 0) - (secret?.startsAt.getTime() ?? 0)) / DAY;
    expect([730, 731]).toContain(days);
  });

  test.each([
    ['an end before its start', { startDateTime: '2030-01-02T00:00:00Z', endDateTime: '2030-01-01T00:00:00Z' }],
    ['a text of the caller’s', { secretText: 'my own idea of a secret' }],
    ['a time that is none', { endDateTime: 'in two years' }],
  ])('is refused with %s', async (_what, wish) => {
    const { id, appId } = await tenant.register();

    await expect(tenant.addSecret(id, wish)).rejects.toMatchObject(refusal(400, 'Request_BadRequest'));
    expect(held(appId)).toEqual([]);
  });

  test('is gone once removed, and cannot be removed again', async () => {
    const { id, appId } = await tenant.register();
    const [{ keyId }, other] = [await tenant.addSecret(id), await tenant.addSecret(id)];
    await remove(id, keyId);

    expect(await listed(id)).toEqual([other.keyId]);
    await expect(remove(id, keyId)).rejects.toMatchObject({
      ...refusal(400, 'Request_BadRequest'),
      message: `No password credential found with keyId ${keyId}.`,
    });
    expect(held(appId)).toHaveLength(1);
  });

  test('is one of two at most where personal accounts may sign in', async () => {
    const { id, appId } = await tenant.register({ signInAudience: 'AzureADandPersonalMicrosoftAccount' });
    await tenant.addSecret(id);
    await tenant.addSecret(id);

    await expect(tenant.addSecret(id)).rejects.toMatchObject(refusal(400, 'TooManyAppPasswords'));
    expect(held(appId)).toHaveLength(2);
  });

  test('may not outlive the tenant’s policy, which can be read with its own role', async () => {
    const { id } = await tenant.register();
    tenant.controls.setPolicy({ maxLifetimeDays: 180 });
    tenant.controls.grantRole('Policy.Read.ApplicationConfiguration');
    const until = (days: number) => ({ endDateTime: new Date(Date.now() + days * DAY).toISOString() });

    await expect(tenant.addSecret(id, until(181))).rejects.toMatchObject(
      refusal(400, 'CredentialInvalidLifetimeAsPerAppPolicy'),
    );
    expect(await tenant.addSecret(id, until(179))).toHaveProperty('secretText');
    expect(await tenant.client.api('/policies/defaultAppManagementPolicy').get()).toMatchObject({
      isEnabled: true,
      applicationRestrictions: {
        passwordCredentials: [{ restrictionType: 'passwordLifetime', maxLifetime: 'P180D' }],
      },
    });
  });

  test('is impossible where the policy forbids secrets', async () => {
    const { id } = await tenant.register();
    tenant.controls.setPolicy({ secretsAllowed: false });

    await expect(tenant.addSecret(id)).rejects.toMatchObject(refusal(403, 'CredentialTypeNotAllowedAsPerAppPolicy'));
  });

  test('added by an administrator is listed beside ours', async () => {
    const { id, appId } = await tenant.register();
    const { keyId } = tenant.controls.addSecret(appId, { displayName: 'by hand' });

    expect(await listed(id)).toEqual([keyId]);
    tenant.controls.removeSecret(appId, keyId);
    expect(await listed(id)).toEqual([]);
  });

  test('is listed only after the lag', async () => {
    const { id, appId } = await tenant.register();
    tenant.controls.setReplication({ lagMs: MINUTE, monotonic: true });
    const { keyId } = await tenant.addSecret(id);

    expect(held(appId)).toHaveLength(1);
    expect(await listed(id)).toEqual([]);
    await tenant.world.clock.moveBy(MINUTE);
    expect(await listed(id)).toEqual([keyId]);
  });

  test('comes and goes in successive reads until the lag has passed, when reads are not monotonic', async () => {
    const { id } = await tenant.register();
    tenant.controls.setReplication({ lagMs: MINUTE, monotonic: false });
    const { keyId } = await tenant.addSecret(id);
    const counts = new Set<number>();
    for (let n = 0; n < 20; n += 1) counts.add((await listed(id)).length);

    expect([...counts].sort()).toEqual([0, 1]);
    await tenant.world.clock.moveBy(MINUTE);
    for (let n = 0; n < 5; n += 1) expect(await listed(id)).toEqual([keyId]);
  });

  test('that a replica has not seen cannot be removed yet, and stays alive', async () => {
    const { id, appId } = await tenant.register();
    tenant.controls.setReplication({ lagMs: MINUTE, monotonic: true });
    const { keyId, secretText } = await tenant.addSecret(id);

    await expect(remove(id, keyId)).rejects.toMatchObject(refusal(400, 'Request_BadRequest'));
    await tenant.world.clock.moveBy(MINUTE);
    expect(tenant.controls.accepts(appId, secretText)).toBe(true);
    await remove(id, keyId);
    await tenant.world.clock.moveBy(MINUTE);
    expect(tenant.controls.accepts(appId, secretText)).toBe(false);
  });

  test('cannot be added to a registration that the replica has not seen', async () => {
    tenant.controls.setReplication({ lagMs: MINUTE, monotonic: true, covers: 'objects' });
    const { id } = await tenant.client.api('/applications').post({ displayName: 'EspoCRM' });

    await expect(tenant.addSecret(id)).rejects.toMatchObject(refusal(404, 'Request_ResourceNotFound'));
    await tenant.world.clock.moveBy(MINUTE);
    expect(await tenant.addSecret(id)).toHaveProperty('secretText');
  });
});
