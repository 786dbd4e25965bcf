/** Signing in to EspoCRM with a code of Entra's, over real HTTP between the two. */
import { createServer, type Server } from 'node:http';
import { certificates } from '../../sandbox/kit/certificates';
import { listen } from '../../sandbox/kit/listen';
import { serve } from '../../sandbox/kit/serve';
import { createBrowser } from '../../sandbox/stage/browser';
import { DAY, MINUTE, startEntra, TENANT, type TestTenant } from './entraSetup';
import { base64, startCrm, type TestCrm } from './espocrmSetup';

const ALICE = 'alice@sandbox.example';

let tenant: TestTenant;
let crm: TestCrm;
beforeAll(async () => {
  tenant = await startEntra();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  crm = await startCrm({}, tenant.world);
});
afterEach(() => crm.close());

const endpointsAt = (authority: string) => ({
  oidcAuthorizationEndpoint: `${authority}/${TENANT}/oauth2/v2.0/authorize`,
  oidcTokenEndpoint: `${authority}/${TENANT}/oauth2/v2.0/token`,
  oidcJwksEndpoint: `${authority}/${TENANT}/discovery/v2.0/keys`,
});

/** Registers an app for this EspoCRM and fills in its settings. */
async function connect(server = crm, authority = tenant.stsServer.url) {
  const app = await tenant.register({
    web: { redirectUris: [`${server.url}/oauth-callback.php`] },
    optionalClaims: { idToken: [{ name: 'email' }, { name: 'given_name' }, { name: 'family_name' }] },
    groupMembershipClaims: 'SecurityGroup',
  });
  const secret = await tenant.addSecret(app.id);
  const settings = {
    authenticationMethod: 'Oidc',
    oidcClientId: app.appId,
    oidcClientSecret: secret.secretText,
    ...endpointsAt(authority),
    oidcUsernameClaim: 'preferred_username',
    oidcScopes: ['profile', 'email'],
    oidcCreateUser: true,
    oidcSync: true,
    oidcAuthorizationPrompt: 'select_account',
  };
  expect((await server.put(settings)).status).toBe(200);
  return { app, secret };
}

const signIn = async (server = crm, user = ALICE) => createBrowser((await certificates()).ca)(server.url, user);

test('a new person gets an account with names and address from the token', async () => {
  await connect();

  expect(await signIn()).toEqual({ kind: 'signedIn', userName: ALICE });
  expect(crm.controls.users().find(({ userName }) => userName === ALICE)).toMatchObject({
    type: 'regular',
    firstName: 'Alice',
    lastName: 'Archer',
    emailAddress: 'alice.archer@sandbox.example',
  });
  expect(crm.controls.signIns().at(-1)).toMatchObject({ userName: ALICE, method: 'Oidc', succeeded: true });
});

test('over TLS the provider must be trusted', async () => {
  const { ca, cert, key } = await certificates();
  const secure = await serve(tenant.world, tenant.sts, { tls: { cert, key } });
  const trusting = await startCrm({ ca, tls: { cert, key } }, tenant.world);
  const doubting = await startCrm({}, tenant.world);
  const call = createBrowser(ca);
  // Node's fetch, with which the other tests write settings, cannot be told whom to trust.
  const app = await tenant.register({
    web: { redirectUris: [trusting, doubting].map(({ url }) => `${url}/oauth-callback.php`) },
  });
  const { secretText } = await tenant.addSecret(app.id);
  for (const { controls } of [trusting, doubting])
    controls.edit({
      authenticationMethod: 'Oidc',
      oidcClientId: app.appId,
      oidcClientSecret: secretText,
      ...endpointsAt(secure.url),
      oidcUsernameClaim: 'preferred_username',
      oidcCreateUser: true,
    });

  expect(await call(trusting.url, ALICE)).toEqual({ kind: 'signedIn', userName: ALICE });
  expect(await call(doubting.url, ALICE)).toMatchObject({ kind: 'refused', by: 'EspoCRM', status: 401 });
  await Promise.all([secure.close(), trusting.close(), doubting.close()]);
});

test('with a removed secret nobody signs in until the new one is delivered', async () => {
  const { app, secret } = await connect();
  const next = await tenant.addSecret(app.id);
  tenant.controls.removeSecret(app.appId, secret.keyId);

  expect(await signIn()).toEqual({ kind: 'refused', by: 'EspoCRM', status: 401, reason: '' });
  await crm.put({ oidcClientSecret: next.secretText });
  expect(await signIn()).toMatchObject({ kind: 'signedIn' });
});

test('an expired secret locks out the day it expires', async () => {
  const { app } = await connect();
  const endDateTime = new Date(tenant.world.clock.now().getTime() + 30 * DAY).toISOString();
  const { secretText } = await tenant.addSecret(app.id, { endDateTime });
  await crm.put({ oidcClientSecret: secretText });

  expect(await signIn()).toMatchObject({ kind: 'signedIn' });
  await tenant.world.clock.moveBy(30 * DAY + MINUTE);
  expect(await signIn()).toMatchObject({ kind: 'refused', status: 401 });
});

test('a made-up code tells a good secret from a bad one', async () => {
  await connect();
  const probe = async () =>
    (await crm.ask('App/user', { as: null, headers: { 'Espo-Authorization': base64('**oidc:made-up') } })).status;

  expect(await probe()).toBe(500);
  await crm.put({ oidcClientSecret: 'wrong' });
  expect(await probe()).toBe(401);
});

describe('at an entry point', () => {
  const QUERY = 'entryPoint=download&id=1';
  const crash = (text: string) => ({ status: 500, text: `<h1>500 Internal Server Error</h1>${text}`, asks: false });
  const codeOf = async (app: { readonly appId: string }, user = ALICE) => {
    const page = await tenant.visit({
      client_id: app.appId,
      redirect_uri: `${crm.url}/oauth-callback.php`,
      response_type: 'code',
      scope: 'openid profile',
      login_hint: user,
    });
    return new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
  };

  test('a good code lets in, to no file', async () => {
    const { app } = await connect();
    await crm.put({ oidcAuthorizationPkce: false });

    expect(await crm.enter(QUERY, await codeOf(app))).toEqual({
      status: 404,
      text: '<h1>404 Page Not Found</h1>Attachment not found.',
      asks: false,
    });
    expect(crm.controls.users().map(({ userName }) => userName)).toContain(ALICE);
  });

  test.each<[string, () => object, string]>([
    ['the name of the user', () => ({ oidcUsernameClaim: null }), 'No username claim in config.'],
    ['that name in it', () => ({ oidcUsernameClaim: 'upn' }), 'No username claim `upn` in token and userinfo.'],
    ['an address of keys', () => ({ oidcJwksEndpoint: null }), 'JSON Web Key Set endpoint not specified in settings.'],
    ['keys there', () => ({ oidcJwksEndpoint: 'http://127.0.0.1:1' }), 'OIDC: JWKS request error. Status: 0.'],
    [
      'keys that can be read',
      () => ({ oidcJwksEndpoint: crm.url.replace('localhost', '127.0.0.1') }),
      'OIDC: JWKS bad response.',
    ],
    ['userinfo there', () => ({ oidcUserInfoEndpoint: 'http://127.0.0.1:1' }), 'OIDC: Userinfo request error.'],
  ])('a good code without %s is an error that says so', async (_what, settings, text) => {
    const { app } = await connect();
    await crm.put({ oidcAuthorizationPkce: false, ...settings() });

    expect(await crm.enter(QUERY, await codeOf(app))).toEqual(crash(text));
  });

  test('keys are not missed while they are kept, unless nobody can tell how long that is', async () => {
    const { app } = await connect();
    await crm.put({ oidcAuthorizationPkce: false });
    await crm.enter(QUERY, await codeOf(app));

    await crm.put({ oidcJwksCachePeriod: 'soon' });
    expect((await crm.enter(QUERY, await codeOf(app))).status).toBe(500);
    await crm.put({ oidcJwksCachePeriod: null, oidcJwksEndpoint: null });
    expect((await crm.enter(QUERY, await codeOf(app))).status).toBe(404);
  });

  test('a portal is named in the query, and says nothing when it is not active', async () => {
    await connect();
    const provider = crm.controls.addProvider({ name: 'Entra', method: 'Oidc', oidcClientId: 'x' });
    const { id } = crm.controls.addPortal({ name: 'Customers', authenticationProviderId: provider });
    const inPortal = `${QUERY}&portalId=${id}`;

    expect(await crm.enter(QUERY)).toEqual(crash(''));
    expect(await crm.enter(inPortal)).toEqual(crash('No token endpoint.'));
    crm.controls.editPortal(id, { authenticationProviderId: null });
    expect(await crm.enter(inPortal)).toEqual({ status: 401, text: '', asks: true });
    crm.controls.editPortal(id, { isActive: false });
    expect(await crm.enter(inPortal)).toEqual({ status: 500, text: '', asks: false });
  });

  test('whoever is banned learns nothing', async () => {
    await connect();
    crm.controls.ban('127.0.0.1');

    expect(await crm.enter(QUERY)).toEqual({ status: 403, text: '', asks: false });
  });

  test('one that is not there needs no sign-in', async () => {
    const text = '<h1>404 Page Not Found</h1>Entry point &#039;&lt;b&gt;&#039; not found.';

    expect(await crm.enter('entryPoint=<b>')).toEqual({ status: 404, text, asks: false });
  });
});

test("EspoCRM's log has a row of each code, under one name, but for those that end in an error", async () => {
  const { secret, app } = await connect();
  const reader = await crm.token();
  const query = 'where[0][type]=equals&where[0][attribute]=username&where[0][value]=**oidc';
  const row = async () => {
    const { list } = (await crm.ask(`AuthLogRecord?${query}`, { as: null, headers: reader })).body;
    return Array.isArray(list) ? list.map(({ isDenied, denialReason }) => [isDenied, denialReason]) : [];
  };

  expect((await crm.enter('entryPoint=image&id=1')).status).toBe(500);
  expect(await row()).toEqual([]);
  await signIn();
  expect(await row()).toEqual([[false, null]]);
  await crm.put({ oidcCreateUser: false });
  await signIn(crm, 'bob@sandbox.example');
  tenant.controls.removeSecret(app.appId, secret.keyId);
  await signIn();
  expect(await row()).toEqual([
    [true, 'CREDENTIALS'],
    [true, 'CREDENTIALS'],
    [false, null],
  ]);
});

test('a new signing key is found out about after ten minutes, or when the cache is cleared', async () => {
  await connect();
  await signIn();

  await tenant.controls.rotateSigningKey();
  expect(await signIn()).toMatchObject({ kind: 'refused', status: 401 });
  await tenant.world.clock.moveBy(10 * MINUTE + 1000);
  expect(await signIn()).toMatchObject({ kind: 'signedIn' });

  await tenant.controls.rotateSigningKey();
  expect(await signIn()).toMatchObject({ kind: 'refused', status: 401 });
  await crm.ask('Admin/clearCache', { method: 'POST', body: {} });
  expect(await signIn()).toMatchObject({ kind: 'signedIn' });
});

test('a browser that drops the session cookie brings no verifier, and Entra refuses the code', async () => {
  const { app } = await connect();
  const { body } = await crm.ask('Oidc/authorizationData', { as: null });
  const page = await tenant.visit({
    client_id: app.appId,
    redirect_uri: `${crm.url}/oauth-callback.php`,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: String(body['codeChallenge']),
    code_challenge_method: 'S256',
    login_hint: ALICE,
  });
  const code = new URL(page.headers.get('location') ?? '').searchParams.get('code');
  const answer = await crm.ask('App/user', { as: null, headers: { 'Espo-Authorization': base64(`**oidc:${code}`) } });

  expect(answer.status).toBe(500);
});

test('version 9.2 signs in without PKCE', async () => {
  const older = await startCrm({ version: '9.2.7' }, tenant.world);
  await connect(older);

  expect(await signIn(older)).toMatchObject({ kind: 'signedIn' });
  await older.close();
});

test('guests lose what is no letter, and names over 50 characters are an error', async () => {
  await connect();
  const person = { displayName: 'G', givenName: 'G', surname: 'G', mail: null, groups: [] };
  const guest = 'Guest_home.example#EXT#@sandbox.example';
  const long = `${'x'.repeat(40)}@sandbox.example`;
  tenant.controls.addUser({ ...person, oid: '6e570000-0000-4000-8000-000000000001', userPrincipalName: guest });
  tenant.controls.addUser({ ...person, oid: '6e570000-0000-4000-8000-000000000002', userPrincipalName: long });

  expect(await signIn(crm, guest)).toEqual({ kind: 'signedIn', userName: 'guest_home.example_ext_@sandbox.example' });
  expect(await signIn(crm, long)).toMatchObject({ kind: 'refused', status: 500 });
});

test('teams follow the groups of the token, and a team without a group is for everybody', async () => {
  await connect();
  const team = async (name: string) => String((await crm.ask('Team', { method: 'POST', body: { name } })).body['id']);
  const [sales, support, all] = [await team('Sales'), await team('Support'), await team('All')];
  await crm.put({
    oidcGroupClaim: 'groups',
    oidcSyncTeams: true,
    oidcTeamsIds: [sales, support, all],
    oidcTeamsColumns: {
      [sales]: { group: '5a1e5000-0000-4000-8000-0000000000a1' },
      [support]: { group: '50bb0000-0000-4000-8000-0000000000a2' },
    },
  });
  await signIn();

  expect(crm.controls.users().find(({ userName }) => userName === ALICE)?.teams).toEqual(['Sales', 'All']);
});

describe('a provider that answers', () => {
  let provider: Server;
  let answer = { status: 200, text: '' };
  beforeEach(async () => {
    provider = createServer((_request, response) => {
      response.statusCode = answer.status;
      response.end(answer.text);
    });
    const port = await listen(provider, 0, 'the provider');
    await connect();
    await crm.put({ oidcTokenEndpoint: `http://127.0.0.1:${port}/v2.0/token` });
  });
  afterEach(() => new Promise((resolve) => provider.close(resolve)));

  test.each([
    [429, '{"error":"throttled"}', 401],
    [403, '', 401],
    [400, '{"error":"invalid_grant"}', 500],
    [503, '{"error":"unavailable"}', 500],
    [200, '<html></html>', 500],
    [200, '{"access_token":"only"}', 500],
    [302, '', 500],
  ])('%i %s ends in a %i', async (status, text, expected) => {
    answer = { status, text };
    const { status: actual } = await crm.ask('App/user', {
      as: null,
      headers: { 'Espo-Authorization': base64('**oidc:code') },
    });

    expect(actual).toBe(expected);
    // An error of the provider's has no words at an entry point either.
    const printed = expected === 500 ? '<h1>500 Internal Server Error</h1>' : '';
    expect((await crm.enter('entryPoint=download&id=1')).text).toBe(printed);
  });
});
