/**
 * The token service of one tenant: discovery, keys, sign-in, tokens.
 *
 * | behaviour | source |
 * |---|---|
 * | paths of discovery, keys, authorize, token | entra-docs, v2-protocols-oidc.md |
 * | issuer holds the tenant id; foreign tenants are AADSTS90002 | entra-docs, v2-protocols-oidc.md, reference-error-codes.md |
 * | published keys have kid, x5t and issuer but no alg | awslabs/aws-jwt-verify issue 6 |
 * | error body with error_codes, trace_id, correlation_id, timestamp, error_uri | OfficeDev/microsoft-365-agents-toolkit issue 8621 |
 * | wrong, removed and not yet replicated secrets: 401 AADSTS7000215 | same; microsoft-graph-docs issue 17966 for the delay |
 * | expired secrets: 401 AADSTS7000222 | dotnet/sign issue 849, liprec/vsts-release-aas issue 119 |
 * | no secret: 401 AADSTS7000216 | azure-docs issue 30777 |
 * | unknown app: 400 AADSTS700016 | 12Knocksinna/Office365itpros issue 23, vault-plugin-secrets-azure issue 26 |
 * | no service principal: 401 AADSTS7000229 (AADSTS700016 until about 2024) | Azure/Commercial-Marketplace-SaaS-Accelerator issue 830, azure-sdk-for-net issue 46762 |
 * | client_credentials without /.default: 400 AADSTS1002012 | msgraph-sdk-python issue 181 |
 * | unknown resource: 400 AADSTS500011; missing parameter: 400 AADSTS900144 | entra-docs, reference-error-codes.md |
 * | made-up code: 400 invalid_grant AADSTS9002313 | davidjrh/dnn.azureadprovider issue 112 |
 * | code redeemed twice: AADSTS54005 | AzureAD/microsoft-identity-web issue 2328 |
 * | wrong PKCE verifier: AADSTS501481 | CoasterKaty/PHPAzureADoAuth issue 18 |
 * | unregistered redirect URI: a page naming AADSTS50011 | MicrosoftDocs/azure-docs issue 15338 |
 * | whether the secret or the code is judged first | not known: a switch |
 * | claims of ID tokens; groups only on request, over 200 a pointer | entra-docs, id-token-claims-reference.md |
 * | email, given_name, family_name, upn as optional claims | entra-docs, optional-claims-reference.md |
 */
import type { Route, SimRequest, SimResponse, Simulator } from '../kit/simulator';
import { authorize } from './authorizeEndpoint';
import { discoveryDocument, instanceDocument } from './discoveryDocument';
import { refusalBody, refusalPage, StsRefusal, stsRefusals } from './stsRefusal';
import { createTokenEndpoint, type TokenEndpointDeps } from './tokenEndpoint';

type Handler = (request: SimRequest) => SimResponse | Promise<SimResponse>;

export function createSts(deps: TokenEndpointDeps): Simulator {
  const { world, directory, keys, codes, stsUrl, graphUrl } = deps;
  const { tenantId } = directory;
  const token = createTokenEndpoint(deps);

  /** Programs get refusals as JSON, browsers as a page. */
  const route = (operation: string, method: string, path: string, audience: 'program' | 'browser', handler: Handler) =>
    ({
      operation,
      method,
      path: new RegExp(`^/(?<tenant>[^/]+)${path}$`),
      async handle(request, { tenant = '' }) {
        try {
          if (tenant.toLowerCase() !== tenantId.toLowerCase()) throw stsRefusals.unknownTenant(tenant);
          return await handler(request);
        } catch (error) {
          if (!(error instanceof StsRefusal)) throw error;
          return audience === 'browser' ? refusalPage(world, error) : refusalBody(world, error, stsUrl());
        }
      },
    }) satisfies Route;

  const signOut: Handler = ({ query }) => {
    const back = query.get('post_logout_redirect_uri');
    const isRegistered = directory
      .readApplications(false)
      .some(({ properties }) => back !== null && properties.web.redirectUris.includes(back));
    return isRegistered && back !== null
      ? { status: 302, headers: { Location: back } }
      : {
          status: 200,
          body: '<!DOCTYPE html><html lang="en"><body><p>You signed out of your account.</p></body></html>',
        };
  };

  return {
    service: 'sts',
    routes: [
      route('discovery', 'GET', '/v2\\.0/\\.well-known/openid-configuration', 'program', () => ({
        status: 200,
        body: discoveryDocument(stsUrl(), graphUrl(), tenantId),
      })),
      route('keys', 'GET', '/discovery/v2\\.0/keys', 'program', () => ({
        status: 200,
        body: { keys: keys.published().map((key) => ({ ...key, issuer: `${stsUrl()}/${tenantId}/v2.0` })) },
      })),
      route('authorize', 'GET', '/oauth2/v2\\.0/authorize', 'browser', (request) =>
        authorize(request, directory, codes),
      ),
      route('token', 'POST', '/oauth2/v2\\.0/token', 'program', token),
      route('logout', 'GET', '/oauth2/v2\\.0/logout', 'browser', signOut),
      {
        operation: 'instanceDiscovery',
        method: 'GET',
        path: /^\/(common\/)?discovery\/instance$/,
        handle: () => ({ status: 200, body: instanceDocument(stsUrl(), tenantId) }),
      },
    ],
    unmatched: () => ({ status: 404, body: '' }),
  };
}
