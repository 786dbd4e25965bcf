/** A connection that somebody made by hand is taken over while staff go on signing in. */
import { setUpByHand } from '../../sandbox/stage/handMade';
import { PRODUCT } from '../../src/core/ownership';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ settings: { SETTLE_WITHIN: 'PT1S' } });
});
afterAll(() => stage.close());

async function aHandMadeSite(name: string, { owned = true } = {}) {
  const site = await stage.addSite(name);
  const made = setUpByHand(stage.sandbox, site, { displayName: `CRM of ${name}`, owned });
  await stage.replicated();
  expect(await stage.signsIn(site)).toBe(true);
  return { site, ...made };
}

const adopt = (site: Site, adoption: object) =>
  stage.api.request('PUT', `/api/connections/${site.name}`, { espocrmUrl: site.url, adopt: adoption });
const keysOf = (appId: string) => stage.sandbox.entra.registration(appId)?.credentials.map(({ keyId }) => keyId) ?? [];

test('staff sign in all along, and the secret made by hand stays until a request names it', async () => {
  const { site, appId, keyId } = await aHandMadeSite('handmade');
  const { status, body } = await adopt(site, { applicationId: appId });
  expect([status, body]).toMatchObject([
    202,
    { state: 'settling', applicationId: appId, otherClientSecrets: [{ keyId, displayName: 'made in the portal' }] },
  ]);
  expect(await stage.signsIn(site)).toBe(true);
  await stage.untilSettled('handmade');
  expect(await stage.signsIn(site)).toBe(true);
  const [own = ''] =
    stage.sandbox.entra
      .registration(appId)
      ?.credentials.filter(({ displayName }) => displayName?.startsWith(PRODUCT))
      .map((each) => each.keyId) ?? [];
  await stage.moveBy(30 * DAY_MS);
  expect(keysOf(appId)).toEqual(expect.arrayContaining([keyId, own]));
  expect(stage.sandbox.entra.registration(appId)?.displayName).toBe('CRM of handmade');

  const named = await adopt(site, { applicationId: appId, removeSecrets: [keyId] });
  stage.expectAtOnce(
    [named.body],
    [
      {
        done: [{ action: 'deliver' }, { action: 'retire', reason: 'named' }],
      },
    ],
  );
  expect(named.body).toMatchObject({
    done: expect.arrayContaining([expect.objectContaining({ action: 'retire', reason: 'named' })]),
  });
  expect(keysOf(appId)).toEqual([own]);
  expect(await stage.signsIn(site)).toBe(true);
});

test.each([
  ['graph', 'addPassword', 'resetAfter'],
  ['keyvault', 'setSecret', 'resetBefore'],
  ['espocrm', 'putSettings', 'resetAfter'],
] as const)('cut off at %s %s, it goes on by itself, and staff sign in all along', async (service, operation, kind) => {
  const { site, appId, keyId } = await aHandMadeSite(`cut-${service}`);
  // As often as a client tries by itself.
  const end = stage.sandbox.world.faults.add({ service, operation, fault: { kind }, times: 4 });
  expect((await adopt(site, { applicationId: appId })).status).toBe(202);
  await stage.moveBy(20 * 60_000);
  expect(await stage.signsIn(site)).toBe(true);
  end();
  await stage.untilSettled(site.name);
  await stage.replicated();
  expect(await stage.signsIn(site)).toBe(true);
  expect(keysOf(appId)).toContain(keyId);
  expect((await stage.api.show(site.name)).health).toBe('pass');
});

test('removing an adopted connection leaves the registration and the secrets of others', async () => {
  const { site, appId, keyId } = await aHandMadeSite('returned');
  await adopt(site, { applicationId: appId });
  await stage.untilSettled('returned');
  const answer = await stage.api.request('DELETE', '/api/connections/returned');
  stage.expectAtOnce(
    [answer.body],
    [{ state: 'removed', done: [{ action: 'detach' }, { action: 'retire' }, { action: 'discard' }] }],
  );
  await stage.untilGone('returned', answer);
  expect(await stage.signsIn(site)).toBe(false);
  expect(keysOf(appId)).toEqual([keyId]);
});

test.each([
  {
    why: 'a registration that it does not own',
    prepare: async (name: string) => aHandMadeSite(name, { owned: false }),
    code: 'registration-not-owned',
    remedy: 'az ad app owner add',
  },
  {
    why: 'a registration open to personal accounts',
    prepare: async (name: string) => {
      const made = await aHandMadeSite(name);
      stage.sandbox.entra.editRegistration(made.appId, { signInAudience: 'AzureADandPersonalMicrosoftAccount' });
      await stage.replicated();
      return made;
    },
    code: 'registration-not-single-tenant',
    remedy: 'Supported account types',
  },
  {
    why: 'a registration that does not exist',
    prepare: async (name: string) => ({
      ...(await aHandMadeSite(name)),
      appId: '11111111-2222-4333-8444-555555555555',
    }),
    code: 'registration-not-found',
    remedy: 'client id',
  },
])('$why is refused with what to do about it, and staff go on signing in', async ({ prepare, code, remedy }) => {
  const { site, appId, keyId } = await prepare(`not-${code.slice(13)}`);
  const { status, body } = await adopt(site, { applicationId: appId });
  expect([status, body]).toMatchObject([424, { errors: [{ pointer: code, detail: expect.stringContaining(remedy) }] }]);
  expect(await stage.signsIn(site)).toBe(true);
  expect(keyId).toBeTruthy();
});
