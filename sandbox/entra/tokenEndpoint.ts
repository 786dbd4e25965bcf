/** The token endpoint: proves the app, then redeems a code for a person or gives the app a token of its own. */
import * as z from 'zod';
import type { SimRequest, SimResponse } from '../kit/simulator';
import type { World } from '../kit/world';
import type { AccessTokens } from './accessTokens';
import type { AuthorizationCodes, SignIn } from './authorizationCodes';
import { judgeSecret } from './clientSecret';
import type { Directory } from './directory';
import { graphAudiences } from './graphAudiences';
import { idTokenClaims } from './idTokenClaims';
import type { ApplicationRecord } from './records';
import type { SigningKeys } from './signingKeys';
import { stsRefusals } from './stsRefusal';

export interface TokenEndpointDeps {
  readonly world: World;
  readonly directory: Directory;
  readonly keys: SigningKeys;
  readonly tokens: AccessTokens;
  readonly codes: AuthorizationCodes;
  readonly stsUrl: () => string;
  readonly graphUrl: () => string;
}

const LIFETIME_SECONDS = 3600;

const formOf = z.record(z.string(), z.string()).catch({});

type Form = Readonly<Record<string, string>>;

function needed(form: Form, name: string): string {
  const value = form[name];
  if (!value) throw stsRefusals.missingParameter(name);
  return value;
}

const answer = (accessToken: string, more: Readonly<Record<string, string>> = {}): SimResponse => ({
  status: 200,
  headers: { 'Cache-Control': 'no-store, no-cache', Pragma: 'no-cache' },
  body: {
    token_type: 'Bearer',
    expires_in: LIFETIME_SECONDS - 1,
    ext_expires_in: LIFETIME_SECONDS - 1,
    access_token: accessToken,
    ...more,
  },
});

export function createTokenEndpoint(deps: TokenEndpointDeps): (request: SimRequest) => Promise<SimResponse> {
  const { world, directory, keys, tokens, codes, stsUrl, graphUrl } = deps;
  const { tenantId, settings } = directory;

  const proveSecret = ({ appId, secrets }: ApplicationRecord, text: string) => {
    const verdict = judgeSecret(secrets, text, world.clock.now());
    if (verdict === 'expired') throw stsRefusals.expiredSecret(appId);
    if (verdict === 'wrong') throw stsRefusals.invalidSecret(appId);
  };

  /** The resource a scope names: Graph, Key Vault, or the app itself. */
  const audienceOf = (scope: string, { appId, properties }: ApplicationRecord) => {
    const resource = /^(\S+)\/\.default$/.exec(scope)?.[1];
    if (resource === undefined) throw stsRefusals.scopeWithoutDefault(scope);
    const known = [...graphAudiences(graphUrl()), 'https://vault.azure.net', appId, ...properties.identifierUris];
    if (!known.includes(resource)) throw stsRefusals.unknownResource(resource, tenantId);
    return resource;
  };

  const forTheApp = async (form: Form, application: ApplicationRecord) => {
    const { appId } = application;
    const principal = directory.readServicePrincipal('appId', appId);
    if (!principal) throw stsRefusals.missingServicePrincipal(appId, tenantId);
    const audience = audienceOf(needed(form, 'scope'), application);
    proveSecret(application, form['client_secret'] ?? '');
    const { token } = await tokens.issue({
      kind: 'app',
      caller: { oid: principal.id, appId },
      audience,
      lifetimeSeconds: LIFETIME_SECONDS,
    });
    return answer(token);
  };

  const forThePerson = async (signIn: SignIn, application: ApplicationRecord) => {
    const at = Math.floor(directory.settings.idTokenTime().getTime() / 1000);
    const issuer = `${stsUrl()}/${tenantId}/v2.0`;
    const { token } = await tokens.issue({
      kind: 'user',
      caller: { oid: signIn.user.oid, appId: application.appId },
      audience: graphUrl(),
      lifetimeSeconds: LIFETIME_SECONDS,
    });
    const scope = signIn.scopes.join(' ');
    if (!signIn.scopes.includes('openid')) return answer(token, { scope });
    const principal = directory.servicePrincipal('appId', application.appId);
    const assignedGroups = directory.appRoleAssignments
      .filter(({ resourceId }) => resourceId === principal?.id)
      .map(({ principalId }) => principalId);
    const where = { graphUrl: graphUrl(), assignedGroups };
    const claims = idTokenClaims({ signIn, application, tenantId, issuer, at, ...where });
    return answer(token, { scope, id_token: await keys.sign(claims) });
  };

  return async ({ body }) => {
    const form: Form = formOf.parse(body);
    const appId = needed(form, 'client_id');
    const grant = needed(form, 'grant_type');
    const application = directory.readApplication('appId', appId);
    if (!application) throw stsRefusals.unknownApplication(appId, tenantId);
    if (directory.readServicePrincipal('appId', appId)?.properties.accountEnabled === false)
      throw stsRefusals.disabledApplication(appId);
    if (form['client_assertion']) throw stsRefusals.unknownCertificate();
    if (grant === 'client_credentials') {
      if (!form['client_secret']) throw stsRefusals.noCredential();
      return forTheApp(form, application);
    }
    if (grant !== 'authorization_code') throw stsRefusals.unsupportedGrant(grant);
    const redemption = {
      appId,
      code: needed(form, 'code'),
      redirectUri: needed(form, 'redirect_uri'),
      verifier: form['code_verifier'],
    };
    const secret = form['client_secret'];
    if (!secret) throw stsRefusals.noCredentialForCode();
    if (settings.checksFirst === 'secret') proveSecret(application, secret);
    const signIn = codes.redeem(redemption);
    if (settings.checksFirst === 'code') proveSecret(application, secret);
    return forThePerson(signIn, application);
  };
}
