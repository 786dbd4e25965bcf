/** Whatever the outside systems reply becomes a value we know or a Failure in our own words; nothing else is thrown. */
import fc from 'fast-check';
import { createGraph } from '../../src/adapters/entra/graph';
import { graphFailure } from '../../src/adapters/entra/graphFailure';
import { createRegistrations } from '../../src/adapters/entra/registrations';
import { createSignInService } from '../../src/adapters/entra/signInService';
import { createEspoCrm } from '../../src/adapters/espocrm/espocrm';
import type { Http, HttpReply } from '../../src/adapters/http/http';
import { vaultFailure } from '../../src/adapters/keyVault/vaultFailure';
import { storageFailure } from '../../src/adapters/storage/storageFailure';
import { Failure } from '../../src/core/failure';
import { createSecret } from '../../src/core/secret';
import { almost, damaged, fuzz } from '../support/fuzz';
import { anEspoCrm, day } from '../support/seen';

const CANARY = 'canary-of-the-reply';
const secret = createSecret('text');
const admin = { userName: 'admin', password: createSecret('password') };

/** Each answers, or fails in our own words and repeats nothing of the reply. */
async function expectAnswers(calls: readonly (() => Promise<unknown>)[]) {
  for (const call of calls) {
    const failure = await call().then(
      () => undefined,
      (error) => error,
    );
    if (failure === undefined) continue;
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.message.length).toBeGreaterThan(20);
    expect(JSON.stringify(failure.facts)).not.toContain(CANARY);
  }
}

const statuses = fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.integer({ min: 200, max: 599 }));
const headers = fc.record({ 'content-type': fc.string(), 'x-status-reason': fc.string() }, { requiredKeys: [] });
const replies = (...good: readonly unknown[]): fc.Arbitrary<HttpReply> =>
  fc.record({
    status: statuses,
    headers,
    json: fc.oneof(
      ...good.map((each) => damaged(each)),
      ...good.map((each) => fc.constant(each)),
      fc.jsonValue(),
      fc.constant(undefined),
    ),
  });
/** Answers one after the other, then from the start again. */
function serving(all: readonly HttpReply[]): Http {
  let asked = 0;
  return async () => all[asked++ % all.length] ?? { status: 200, headers: {}, json: undefined };
}

const settings = { version: '10.0.0', siteUrl: 'https://crm.example.com', ...anEspoCrm().settings, note: CANARY };
const user = { token: 'token', user: { type: 'admin' }, note: CANARY };
fuzz("EspoCRM's replies", fc.array(replies(settings, user, CANARY), { minLength: 1, maxLength: 4 }), async (all) => {
  const target = { name: 'crm', espocrmUrl: 'https://crm.example.com' };
  const espocrm = createEspoCrm(serving(all), () => new Date());
  async function deliver() {
    const session = await espocrm.signIn(target, admin);
    await session.write({ oidcFallback: true }, secret);
    await session.readBack().finally(() => session.close());
  }
  await expectAnswers([
    () => espocrm.read(target, admin, ['Sales']),
    () => espocrm.createTeams(target, admin, ['Sales']),
    () => espocrm.detach(target, admin),
    deliver,
    () => espocrm.readUserNameLength(target, admin),
    () => espocrm.trySignIn(target).then((held) => expect(['accepted', 'refused', 'unknown']).toContain(held)),
  ]);
});

const discovery = {
  issuer: 'https://login.example.com/tenant/v2.0',
  authorization_endpoint: 'https://login.example.com/a',
  token_endpoint: 'https://login.example.com/t',
  jwks_uri: 'https://login.example.com/j',
  note: CANARY,
};
const refusal = { error: 'invalid_client', error_codes: [7000215], error_description: CANARY };
const entraReplies = fc.tuple(replies(discovery), fc.array(replies(refusal), { minLength: 1, maxLength: 3 }));
fuzz("Entra's replies", entraReplies, async ([first, others]) => {
  const options = {
    authorityHost: 'https://login.example.com',
    tenantId: 'tenant',
    graphUrl: 'https://graph.example.com',
  };
  const good = { status: 200, headers: {}, json: discovery };
  await expectAnswers([
    () => createSignInService(options, serving([first])).endpoints(),
    () => createSignInService(options, serving([good, ...others])).accepts('app', secret),
    () => createSignInService(options, serving([good, ...others])).tellsSecretsApart('app', secret, 'https://crm'),
  ]);
});

const token = `x.${Buffer.from(JSON.stringify({ oid: '09e4a704-0000-4000-8000-0000000000d1' })).toString('base64url')}.x`;
const credential = { getToken: async () => ({ token, expiresOnTimestamp: day(1).getTime() }) };
const application = {
  id: 'object',
  appId: 'app',
  displayName: 'EspoCRM',
  signInAudience: 'AzureADMyOrg',
  web: { redirectUris: ['https://crm.example.com'] },
  optionalClaims: { idToken: [{ name: 'email' }] },
  requiredResourceAccess: [{ resourceAccess: [{ type: 'Scope' }] }],
  passwordCredentials: [
    { keyId: 'k', displayName: 'espocrm-entra-connector/acme', startDateTime: day(0), endDateTime: day(700) },
  ],
  value: [{ id: 'owner' }],
  keyId: 'k',
  endDateTime: day(700).toISOString(),
  secretText: CANARY,
};
// The client tries these again by itself, after seconds.
const TRIED_AGAIN = [429, 503, 504];
const graphReplies = fc.record({
  status: fc.oneof(
    { weight: 3, arbitrary: fc.constant(200) },
    fc.integer({ min: 200, max: 599 }).filter((status) => !TRIED_AGAIN.includes(status)),
  ),
  body: fc.oneof(
    damaged(application).map((each) => JSON.stringify(each) ?? ''),
    damaged({ error: { code: 'x', message: CANARY } }).map((each) => JSON.stringify(each) ?? ''),
    fc.constant(JSON.stringify(application)),
    fc.string(),
  ),
  type: fc.oneof(
    { weight: 5, arbitrary: fc.constant('application/json') },
    fc.constantFrom('text/html', 'text/plain', 'image/png'),
  ),
});
const ask = jest.spyOn(globalThis, 'fetch');
afterAll(() => ask.mockRestore());
fuzz("Graph's replies", fc.array(graphReplies, { minLength: 1, maxLength: 3 }), async (all) => {
  let asked = 0;
  ask.mockImplementation(async () => {
    const { status, body, type } = all[asked++ % all.length] ?? { status: 200, body: '', type: '' };
    const hasBody = ![204, 205, 304].includes(status);
    return new Response(hasBody ? body : null, { status, headers: { 'content-type': type } });
  });
  const registrations = createRegistrations(createGraph('https://graph.example.com', credential));
  const wanted = {
    uniqueName: 'u',
    adopted: undefined,
    displayName: 'd',
    signInAudience: 'a',
    redirectUris: [],
    idTokenClaims: [],
    groupMembershipClaims: undefined,
  };
  await expectAnswers([
    () => registrations.read('acme', {}),
    () => registrations.write(wanted),
    () => registrations.addCredential('object', 'mark', day(700)),
    () => registrations.removeCredential('object', 'k'),
    () => registrations.read('acme', { lastAppId: 'app', withGroups: true }),
    () => registrations.remove('object'),
  ]);
});

const restError = {
  name: 'RestError',
  message: CANARY,
  statusCode: 403,
  code: 'Forbidden',
  details: {
    error: { code: 'Forbidden', innerError: { code: 'ForbiddenByRbac' }, message: CANARY },
    errorCode: 'AuthorizationFailure',
  },
};
const thrown = fc.oneof(damaged(restError), fc.constant(restError), fc.anything(), almost(restError));
fuzz('whatever the clients of Key Vault, storage and Graph throw', thrown, (error) => {
  for (const translate of [vaultFailure, storageFailure, graphFailure]) {
    const failure = translate('do it', error);
    expect([failure instanceof Failure, failure.facts.advice !== '']).toEqual([true, true]);
    expect(failure.message).not.toContain(CANARY);
  }
});
