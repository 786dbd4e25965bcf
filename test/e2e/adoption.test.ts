/** A connection that somebody made by hand is taken over while staff go on signing in. */

import { APP_IDENTITY, TENANT_ID } from '../../sandbox/stage/tenant';
import { PRODUCT } from '../../src/core/ownership';
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage();
});
afterAll(() => stage.close());

/** What the guide's readers have: a registration of their own with a client secret, and EspoCRM set up with both. */
async function aHandMadeSite(name: string, { owned = true } = {}) {
  const { sandbox } = stage;
  const site = await stage.addSite(name);
  const appId = sandbox.entra.addRegistration({
    displayName: `CRM of ${name}`,
    signInAudience: 'AzureADMyOrg',
    web: { redirectUris: [`${site.url}/oauth-callback.php`] },
  });
  const { keyId, secretText } = sandbox.entra.addSecret(appId, { displayName: 'made in the portal' });
  if (owned) sandbox.entra.addOwner(appId, APP_IDENTITY.oid);
  const login = `${sandbox.urls.entra}/${TENANT_ID}`;
  site.controls.edit({
    authenticationMethod: 'Oidc',
    oidcClientId: appId,
    oidcClientSecret: secretText,
    oidcAuthorizationEndpoint: `${login}/oauth2/v2.0/authorize`,
    oidcTokenEndpoint: `${login}/oauth2/v2.0/token`,
    oidcJwksEndpoint: `${login}/discovery/v2.0/keys`,
    oidcUsernameClaim: 'preferred_username',
    oidcCreateUser: true,
    oidcFallback: true,
    auth2FA: false,
  });
  expect(await stage.signsIn(site)).toBe(true);
  return { site, appId, keyId };
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
  expect(named.body).toMatchObject({
    done: [{ action: 'deliver' }, { action: 'retire', reason: 'named' }],
  });
  expect(keysOf(appId)).toEqual([own]);
  expect(await stage.signsIn(site)).toBe(true);
});

test('removing an adopted connection leaves the registration and the secrets of others', async () => {
  const { site, appId, keyId } = await aHandMadeSite('returned');
  await adopt(site, { applicationId: appId });
  await stage.untilSettled('returned');
  const { body } = await stage.api.request('DELETE', '/api/connections/returned');
  expect(body).toMatchObject({
    state: 'removed',
    done: [{ action: 'detach' }, { action: 'retire' }, { action: 'discard' }],
  });
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
