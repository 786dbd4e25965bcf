/** One connection from its first day to the day its first secret is gone, through every trigger. */
import { setTimeout as sleep } from 'node:timers/promises';
import { graphFaults } from '../../sandbox/entra/graphFaults';
import { signInRepeatedly } from '../../sandbox/story/signInRepeatedly';
import { waitFor } from '../../sandbox/story/waitFor';
import { startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
let stage: TestStage;

/** Whether a secret lies in the vault, or among those that soft delete keeps. */
const stageOf = (secret: string) => stage.sandbox.keyVault.list().find(({ name }) => name === secret)?.stage;

describe.each(['EventGridSchema', 'CloudEventSchemaV1_0'] as const)(
  'a connection whose events come as %s',
  (events) => {
    beforeAll(async () => {
      stage = await startTestStage({ events });
    });
    afterAll(() => stage.close());

    test('signs users in before, during and after the renewal, and then retires the old secret', async () => {
      const { sandbox, api, logged } = stage;
      const site = await stage.addSite('acme');
      expect(await stage.signsIn(site)).toBe(false);
      const made = await api.provision('acme', { espocrmUrl: site.url });
      expect(made).toMatchObject({ state: 'settled', health: 'pass', problems: [] });
      expect(['credential.issued', 'credential.delivered'].map(logged)).toEqual([1, 1]);
      stage.expectAtOnce(made.done, [{ action: 'register' }, { action: 'issue' }, { action: 'deliver' }]);
      await stage.replicated();
      expect(await stage.signsIn(site)).toBe(true);

      const [first] = stage.ownCredentials('acme');
      const expiresAt = made.clientSecret?.expiresAt ?? new Date(0);
      await stage.moveTo(new Date(expiresAt.getTime() - 31 * DAY_MS));
      expect(logged('vaultEvent.nearExpiry')).toBe(0);
      const signIns = signInRepeatedly({ sandbox, espocrmUrl: site.url }, 'bob@sandbox.example');
      await stage.moveBy(DAY_MS);
      await waitFor('the new secret', () => stage.ownCredentials('acme').length === 2 || undefined);
      await stage.untilSettled('acme');
      await sleep(200);
      expect(await signIns.stop()).toMatchObject({ failed: 0 });
      expect(logged('vaultEvent.nearExpiry')).toBe(1);
      expect(stage.ownCredentials('acme')).toHaveLength(2);
      expect(stage.holdsGoodSecret(site)).toBe(true);
      expect(await stage.signsIn(site)).toBe(true);

      await stage.moveBy(8 * DAY_MS);
      await stage.until('the retirement', () => stage.ownCredentials('acme').length === 1);
      expect(stage.ownCredentials('acme')).not.toContain(first);
      expect(await stage.signsIn(site)).toBe(true);
    });
  },
);

describe('a connection', () => {
  beforeAll(async () => {
    stage = await startTestStage();
  });
  afterAll(() => stage.close());

  test('whose secret outlives the year 2038 is recorded with its true date in Key Vault', async () => {
    await stage.moveTo(new Date('2035-01-01T00:00:00Z'));
    await stage.aSettledSite('distant', { secret: { validity: 'P10Y' } });
    expect(stage.ownCredentials('distant')).toHaveLength(1);
    const [version] = stage.sandbox.keyVault.list().find(({ name }) => name.includes('distant-client'))?.versions ?? [];
    expect(version?.expiresOn?.toISOString()).toMatch(/^2045-01-01T/);
  });

  test('whose registration not every server of Entra knows at first is connected when they do', async () => {
    const { sandbox, api } = stage;
    const site = await stage.addSite('young');
    const fault = graphFaults.youngApplication;
    sandbox.world.faults.add({ service: 'graph', operation: 'createServicePrincipal', fault, times: 1 });
    await api.request('PUT', '/api/connections/young', { espocrmUrl: site.url });
    await stage.untilSettled('young');
    await stage.replicated();
    expect(await stage.signsIn(site)).toBe(true);
  });

  test('whose tenant allows secrets only a month is renewed half way, every time, and keeps signing users in', async () => {
    const { sandbox } = stage;
    sandbox.entra.setPolicy({ maxLifetimeDays: 31 });
    const site = await stage.addSite('monthly');
    // The first try is cut off.
    sandbox.world.faults.add({ service: 'graph', operation: 'addPassword', fault: { kind: 'resetBefore' }, times: 1 });
    await stage.api.request('PUT', '/api/connections/monthly', { espocrmUrl: site.url });
    await stage.untilSettled('monthly');
    const { notes, clientSecret } = await stage.api.show('monthly');
    expect(notes).toContainEqual({ code: 'validity-shortened', detail: expect.stringContaining('30 days') });
    expect(clientSecret).toHaveProperty('renewsAt', expect.stringMatching(/^\d/));
    const all = new Set(stage.ownCredentials('monthly'));
    for (let day = 0; day < 50; day += 5) {
      await stage.moveBy(5 * DAY_MS);
      await stage.untilSettled('monthly');
      expect([day, stage.holdsGoodSecret(site)]).toEqual([day, true]);
      for (const keyId of stage.ownCredentials('monthly')) all.add(keyId);
    }
    sandbox.entra.setPolicy({});
    // One at the start, then one about every fortnight.
    expect(all.size).toBeGreaterThanOrEqual(3);
    expect(all.size).toBeLessThanOrEqual(5);
    expect(stage.ownCredentials('monthly').length).toBeLessThanOrEqual(2);
  });

  test('does not sign users in once somebody breaks the secret that EspoCRM holds, and does again after the next refresh', async () => {
    const site = await stage.aSettledSite('broken');
    expect(await stage.signsIn(site)).toBe(true);
    site.controls.edit({ oidcClientSecret: 'not the secret' });
    expect(await stage.signsIn(site)).toBe(false);
    await stage.moveBy(8 * DAY_MS);
    await stage.until('the refresh', () => stage.holdsGoodSecret(site) === true);
    expect(await stage.signsIn(site)).toBe(true);
  });

  test('whose secret somebody deletes in Key Vault goes on signing users in, with a new one under the old name', async () => {
    const { sandbox, api } = stage;
    const site = await stage.aSettledSite('deleted');
    const [first] = stage.ownCredentials('deleted');
    const name = 'espocrm-deleted-client-secret';
    await sandbox.operator.deleteSecret(name);
    await waitFor('the deletion', () => stageOf(name) === 'deleted' || undefined);
    await api.request('PUT', '/api/connections/deleted', { espocrmUrl: site.url });
    await stage.untilSettled('deleted');
    await stage.replicated();
    expect(stageOf(name)).toBe('active');
    expect(stage.ownCredentials('deleted')).toHaveLength(2);
    expect(stage.ownCredentials('deleted')).toContain(first);
    expect(stage.holdsGoodSecret(site)).toBe(true);
    expect(await stage.signsIn(site)).toBe(true);
  });

  test('does not sign users in once its secret is removed in Entra, and does again after the next check', async () => {
    const { sandbox, api } = stage;
    const site = await stage.aSettledSite('revoked');
    const { applicationId = '' } = await api.show('revoked');
    for (const keyId of stage.ownCredentials('revoked')) sandbox.entra.removeSecret(applicationId, keyId);
    await stage.replicated();
    expect(await stage.signsIn(site)).toBe(false);
    await stage.moveBy(DAY_MS);
    await stage.until('the repair', () => stage.holdsGoodSecret(site) === true);
    expect(await stage.signsIn(site)).toBe(true);
  });
});
