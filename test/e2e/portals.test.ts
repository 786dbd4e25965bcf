/** A customer portal as a connection of its own: its users sign in through Entra, and EspoCRM itself is left as it is. */
import { waitFor } from '../../sandbox/story/waitFor';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let stage: TestStage;
beforeAll(async () => {
  const settings = { SETTLE_WITHIN: 'PT1S', HEALTH_CHECK_SCHEDULE: '0 17 * * * *' };
  stage = await startTestStage({ events: 'EventGridSchema', settings });
});
afterAll(() => stage.close());

interface PortalSite extends Site {
  readonly portalId: string;
}

async function aPortal(name: string): Promise<PortalSite> {
  const site = await stage.addSite(name);
  return { ...site, portalId: site.controls.addPortal({ name: 'Customers' }).id };
}

async function aSettledPortal(name: string): Promise<PortalSite> {
  const site = await aPortal(name);
  const shown = await stage.api.provision(name, { espocrmUrl: site.url, portal: site.portalId });
  expect(shown).toMatchObject({ state: 'settled', problems: [] });
  await stage.replicated();
  return site;
}

const signsIn = async ({ url, portalId }: PortalSite) =>
  (await stage.sandbox.browser(url, 'bob@sandbox.example', portalId)).kind === 'signedIn';
const providerOf = ({ controls, portalId }: PortalSite) => {
  const { authenticationProviderId } = controls.portal(portalId);
  return controls.providers().find(({ id }) => id === authenticationProviderId);
};
const redirectUrisOf = async ({ name }: Site) => {
  const { applicationId = '' } = await stage.api.show(name);
  return stage.sandbox.entra.registration(applicationId)?.redirectUris;
};
const remove = (name: string) => stage.api.request('DELETE', `/api/connections/${name}`);

test('a portal gets a sign-in of its own, and EspoCRM keeps its own login', async () => {
  const site = await aSettledPortal('customers');
  expect(await signsIn(site)).toBe(true);
  expect(await redirectUrisOf(site)).toEqual([`${site.controls.portal(site.portalId).url}oauth-callback.php`]);
  expect(providerOf(site)).toMatchObject({ name: 'espocrm-entra-connector/customers', method: 'Oidc' });
  expect(site.controls.settings()).toMatchObject({ authenticationMethod: 'Espo' });
});

test('beside it EspoCRM itself can be connected, with another registration', async () => {
  const site = await aSettledPortal('both-portal');
  await stage.sandbox.operator.putSecret(
    'espocrm-main-of-both-admin',
    await stage.sandbox.operator.readSecret('espocrm-both-portal-admin'),
  );
  expect(await stage.api.provision('main-of-both', { espocrmUrl: site.url })).toMatchObject({ state: 'settled' });
  await stage.replicated();
  expect(await stage.signsIn(site)).toBe(true);
  expect(await signsIn(site)).toBe(true);
  const ids = await Promise.all(
    ['both-portal', 'main-of-both'].map(async (name) => (await stage.api.show(name)).applicationId),
  );
  expect(new Set(ids).size).toBe(2);
});

test('the redirect URI follows an address that is changed in EspoCRM, within the hour', async () => {
  const site = await aSettledPortal('moving');
  const [before] = (await redirectUrisOf(site)) ?? [];
  site.controls.editPortal(site.portalId, { customId: 'shop' });
  await stage.until(
    'the new redirect URI',
    async () => (await redirectUrisOf(site))?.includes(`${site.url}/portal/shop/oauth-callback.php`) ?? false,
  );
  expect(await redirectUrisOf(site)).toContain(before);
  await stage.untilSettled(site.name);
  await stage.replicated();
  expect(await signsIn(site)).toBe(true);
});

test.each<[string, (site: PortalSite) => void]>([
  [
    'the portal was unlinked',
    ({ controls, portalId }) => controls.editPortal(portalId, { authenticationProviderId: null }),
  ],
  [
    'the portal was linked to another provider',
    ({ controls, portalId }) =>
      controls.editPortal(portalId, {
        authenticationProviderId: controls.addProvider({ name: 'Other', method: 'Oidc', oidcClientId: 'other' }),
      }),
  ],
])('that %s is put right within the hour', async (what, happen) => {
  const site = await aSettledPortal(`edited-${what.length}`);
  const before = providerOf(site)?.id;
  happen(site);
  await stage.until('the link', async () => providerOf(site)?.id === before);
  await stage.untilSettled(site.name);
  expect(await signsIn(site)).toBe(true);
});

test('its client secret is renewed by the event, and the former one is removed after the overlap', async () => {
  const site = await aSettledPortal('renewed');
  const before = providerOf(site)?.['oidcClientSecret'];
  await stage.moveBy(701 * DAY_MS);
  await stage.until('the new secret in EspoCRM', async () => providerOf(site)?.['oidcClientSecret'] !== before);
  expect(await signsIn(site)).toBe(true);
  await stage.moveBy(8 * DAY_MS);
  await stage.until('the removal of the former one', async () => stage.ownCredentials('renewed').length === 1);
  expect(await signsIn(site)).toBe(true);
  expect(stage.logs.some(({ text }) => text.includes(String(before)))).toBe(false);
});

test('a portal that is not there is named as the problem, with those that are', async () => {
  const site = await aPortal('lost');
  const body = { espocrmUrl: site.url, portal: 'nowhere' };
  expect((await stage.api.request('PUT', '/api/connections/lost', body)).status).toBe(424);
  expect((await stage.api.show('lost')).problems).toMatchObject([
    { code: 'portal-not-found', detail: expect.stringContaining(`${site.portalId} (Customers)`) },
  ]);
});

test('teams are refused for a portal', async () => {
  const site = await aPortal('with-teams');
  const teams = [{ team: 'Sales', group: '11111111-2222-4333-8444-555555555555' }];
  const { status, body } = await stage.api.request('PUT', '/api/connections/with-teams', {
    espocrmUrl: site.url,
    portal: site.portalId,
    teams,
  });
  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: [{ pointer: '#/teams', detail: expect.stringContaining('portal') }] });
});

test.each(['createAuthenticationProvider', 'putPortal', 'getAuthenticationProvider'])(
  'provisioning cut off at %s goes on by itself',
  async (operation) => {
    const site = await aPortal(`cut-${operation.toLowerCase()}`);
    const end = stage.sandbox.world.faults.add({ service: 'espocrm', operation, fault: { kind: 'resetAfter' } });
    const body = { espocrmUrl: site.url, portal: site.portalId };
    const { status } = await stage.api.request('PUT', `/api/connections/${site.name}`, body);
    // 200 where a second try within the request finds what the first has made.
    expect([200, 202]).toContain(status);
    end();
    await stage.untilSettled(site.name);
    await stage.replicated();
    expect(await signsIn(site)).toBe(true);
    expect(site.controls.providers()).toHaveLength(1);
  },
);

test.each([undefined, 'putPortal', 'deleteAuthenticationProvider'])(
  'a removal, cut off at %s, leaves the portal with its own login and other providers as they are',
  async (operation) => {
    const site = await aSettledPortal(`gone-${operation?.toLowerCase() ?? 'at-once'}`);
    const other = site.controls.addProvider({ name: 'Other', method: 'Oidc', oidcClientId: 'other' });
    const end =
      operation && stage.sandbox.world.faults.add({ service: 'espocrm', operation, fault: { kind: 'resetBefore' } });
    const answer = await remove(site.name);
    if (end) end();
    await stage.untilGone(site.name, answer);
    expect(site.controls.portal(site.portalId).authenticationProviderId).toBeUndefined();
    expect(site.controls.providers().map(({ id }) => id)).toEqual([other]);
    expect(await signsIn(site)).toBe(false);
  },
);

test('a portal whose provider was taken away is deprovisioned all the same', async () => {
  const site = await aSettledPortal('half-gone');
  site.controls.editPortal(site.portalId, { authenticationProviderId: null });
  await stage.untilGone(site.name, await remove(site.name));
  expect(site.controls.providers()).toEqual([]);
  await waitFor('the end', () => stage.ownCredentials('half-gone').length === 0 || undefined);
});
