import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { CALLBACK, MINUTE, startEntra, TENANT, type TestTenant } from './entraSetup';

type Extra = Readonly<Record<string, string>>;

describe('A sign-in', () => {
  let tenant: TestTenant;
  beforeEach(async () => {
    tenant = await startEntra();
  });
  afterEach(() => tenant.close());

  const app = async (more: object = {}) => {
    const { id, appId } = await tenant.register(more);
    const { secretText } = await tenant.addSecret(id);
    return { id, appId, secretText };
  };
  const ask = (appId: string, extra: Extra = {}) =>
    tenant.visit({
      client_id: appId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid profile email',
      ...extra,
    });
  const codeOf = async (appId: string, extra: Extra = {}) => {
    const { headers } = await ask(appId, extra);
    return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  };
  const redeem = (appId: string, secret: string, code: string, extra: Extra = {}) =>
    tenant.token({
      grant_type: 'authorization_code',
      client_id: appId,
      client_secret: secret,
      code,
      redirect_uri: CALLBACK,
      ...extra,
    });
  /** The whole way, with the signature checked as an app would check it. */
  const claimsOf = async ({ appId, secretText }: { appId: string; secretText: string }, extra: Extra = {}) => {
    const { body } = await redeem(appId, secretText, await codeOf(appId, extra));
    const keys = createRemoteJWKSet(new URL(`${tenant.stsServer.url}/${TENANT}/discovery/v2.0/keys`));
    const { payload } = await jwtVerify(String(body['id_token']), keys, {
      issuer: `${tenant.stsServer.url}/${TENANT}/v2.0`,
      audience: appId,
    });
    return payload;
  };
  const refused = (status: number, error: string, code: number) => ({ status, body: { error, error_codes: [code] } });

  test('sends the browser back with a code and the state, and the code buys an ID token', async () => {
    const registered = await app();
    const { status, headers } = await ask(registered.appId, { state: 'a state' });
    const back = new URL(headers.get('location') ?? '');

    expect(status).toBe(302);
    expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
    expect(back.searchParams.get('state')).toBe('a state');
    const [alice] = tenant.controls.users();
    expect(await claimsOf(registered, { nonce: 'once' })).toMatchObject({
      tid: TENANT,
      ver: '2.0',
      nonce: 'once',
      name: alice?.displayName,
      preferred_username: alice?.userPrincipalName,
      oid: alice?.oid,
    });
  });

  test('is of whom the hint names, or of who is signed in at the browser', async () => {
    const registered = await app();
    tenant.controls.setBrowserUser('bob@sandbox.example');
    tenant.controls.addUser({
      oid: '12345678-0000-4000-8000-000000000000',
      userPrincipalName: 'dora@sandbox.example',
      displayName: 'Dora Dean',
      givenName: 'Dora',
      surname: 'Dean',
      mail: null,
      groups: [],
    });

    expect(await claimsOf(registered)).toMatchObject({ name: 'Bob Baker' });
    expect(await claimsOf(registered, { login_hint: 'dora@sandbox.example' })).toMatchObject({ name: 'Dora Dean' });
  });

  test('tells little about the person unless the registration asks for more', async () => {
    const plain = await claimsOf(await app());
    const idToken = ['email', 'given_name', 'family_name', 'upn'].map((name) => ({ name }));
    const rich = await app({ optionalClaims: { idToken }, groupMembershipClaims: 'SecurityGroup' });
    const [alice] = tenant.controls.users();
    const asked = {
      email: alice?.mail,
      given_name: 'Alice',
      family_name: 'Archer',
      upn: alice?.userPrincipalName,
      groups: alice?.groups,
    };

    for (const name of Object.keys(asked)) expect(plain).not.toHaveProperty(name);
    expect(await claimsOf(rich)).toMatchObject(asked);
    expect(await claimsOf(rich, { login_hint: 'carol@sandbox.example' })).not.toHaveProperty('email');
    expect(await claimsOf(rich, { scope: 'openid' })).not.toHaveProperty('name');
  });

  test('names only the groups that are assigned to the application, where the registration asks for those', async () => {
    const registered = await app({ groupMembershipClaims: 'ApplicationGroup' });
    const bob = { login_hint: 'bob@sandbox.example' };
    expect(await claimsOf(registered, bob)).toMatchObject({ groups: [] });
    const [, support] = tenant.controls.groups();
    tenant.controls.assignGroup(registered.appId, support?.id ?? '');
    expect(await claimsOf(registered, bob)).toMatchObject({ groups: [support?.id] });
  });

  test('gives the same person another subject in every app', async () => {
    const [one, other] = [await app(), await app()];
    const { sub } = await claimsOf(one);

    expect((await claimsOf(one)).sub).toBe(sub);
    expect((await claimsOf(other)).sub).not.toBe(sub);
  });

  test('points to Graph when the groups are too many', async () => {
    const registered = await app({ groupMembershipClaims: 'All' });
    const groups = Array.from({ length: 201 }, (_, n) => `group-${n}`);
    const [alice] = tenant.controls.users();
    if (alice) tenant.controls.addUser({ ...alice, userPrincipalName: 'many@sandbox.example', mail: null, groups });
    const claims = await claimsOf(registered, { login_hint: 'many@sandbox.example' });

    expect(claims).toMatchObject({ _claim_names: { groups: 'src1' } });
    expect(claims).not.toHaveProperty('groups');
  });

  test('fails with a wrong secret, and works with the right one', async () => {
    const { appId, secretText } = await app();
    const code = await codeOf(appId);

    expect(await redeem(appId, 'a guess', code)).toMatchObject(refused(401, 'invalid_client', 7000215));
    expect(await redeem(appId, secretText, code)).toMatchObject({ status: 200 });
  });

  test('with a made-up code tells secrets apart only where the secret is judged first', async () => {
    const { appId, secretText } = await app();
    const made = async (secret: string) => (await redeem(appId, secret, 'made-up')).status;

    expect([await made(secretText), await made('a guess')]).toEqual([400, 401]);
    tenant.controls.setChecksFirst('code');
    expect([await made(secretText), await made('a guess')]).toEqual([400, 400]);
  });

  test('has a code that is good once, for ten minutes, for its app and its redirect URI', async () => {
    const [{ appId, secretText }, other] = [await app(), await app()];
    const code = await codeOf(appId);
    const grant = (number: number) => refused(400, 'invalid_grant', number);

    expect(await redeem(other.appId, other.secretText, code)).toMatchObject(grant(70000));
    expect(await redeem(appId, secretText, code, { redirect_uri: `${CALLBACK}/` })).toMatchObject({
      status: 400,
      body: { error_codes: [500112] },
    });
    expect(await redeem(appId, secretText, code)).toMatchObject({ status: 200 });
    expect(await redeem(appId, secretText, code)).toMatchObject(grant(54005));
    expect(await redeem(appId, secretText, 'made-up')).toMatchObject(grant(9002313));
    const late = await codeOf(appId);
    await tenant.world.clock.moveBy(10 * MINUTE);
    expect(await redeem(appId, secretText, late)).toMatchObject(grant(70008));
  });

  test('with PKCE needs the verifier', async () => {
    const { appId, secretText } = await app();
    const verifier = 'v'.repeat(43);
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const code = await codeOf(appId, { code_challenge, code_challenge_method: 'S256' });
    const wrong = refused(400, 'invalid_grant', 501481);

    expect(await redeem(appId, secretText, code)).toMatchObject(wrong);
    expect(await redeem(appId, secretText, code, { code_verifier: 'w'.repeat(43) })).toMatchObject(wrong);
    expect(await redeem(appId, secretText, code, { code_verifier: verifier })).toMatchObject({ status: 200 });
  });

  test('needs a client secret', async () => {
    const { appId } = await app();
    const code = await codeOf(appId);

    expect(await redeem(appId, '', code)).toMatchObject(refused(401, 'invalid_client', 7000218));
    expect(await redeem(appId, '', code, { client_assertion: 'x' })).toMatchObject(
      refused(401, 'invalid_client', 700027),
    );
  });

  test.each<[string, Extra, string]>([
    ['an unregistered redirect URI', { redirect_uri: 'https://evil.example/' }, 'AADSTS50011'],
    ['an unknown app', { client_id: '99999999-9999-4999-8999-999999999999' }, 'AADSTS700016'],
    ['an unknown person', { login_hint: 'nobody@sandbox.example' }, 'AADSTS50034'],
    ['another flow', { response_type: 'token' }, 'AADSTS700054'],
    ['no scope', { scope: '' }, 'AADSTS900144'],
  ])('with %s ends on a page that says so', async (_what, extra, code) => {
    const { appId } = await app();
    const response = await ask(appId, extra);

    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/html; charset=UTF-8']);
    expect(await response.text()).toContain(code);
  });

  test('ends with a sign-out, back at a registered address only', async () => {
    await app();
    const out = (back: string) =>
      fetch(
        `${tenant.stsServer.url}/${TENANT}/oauth2/v2.0/logout?${new URLSearchParams({ post_logout_redirect_uri: back })}`,
        { redirect: 'manual' },
      );

    expect((await out(CALLBACK)).headers.get('location')).toBe(CALLBACK);
    expect((await out('https://evil.example/')).status).toBe(200);
  });
});
