/**
 * The App Service managed-identity endpoint, where the Functions app gets its tokens.
 *
 * | behaviour | source |
 * |---|---|
 * | api-version 2019-08-01, X-IDENTITY-HEADER, expires_on a text | azure-docs, overview-managed-identity.md |
 * | echoes the resource; clients cache tokens only then | measured with @azure/identity 4.14.1 |
 * | tokens live 24 hours | entra-docs, managed-identity-best-practice-recommendations.md |
 * | an identity that the app does not have: 400 | Azure-Samples/azure-search-openai-demo issue 2148 |
 */
import type { IssueToken } from '../entra/entra';
import type { Caller, SimRequest, SimResponse, Simulator } from '../kit/simulator';
import type { World } from '../kit/world';

export interface ManagedIdentityOptions {
  readonly issueToken: IssueToken;
  /** The app's identity. */
  readonly principal: Caller;
  /** The value of IDENTITY_HEADER, which clients send as X-IDENTITY-HEADER. */
  readonly header: string;
}

export function createManagedIdentity(
  { random }: World,
  { issueToken, principal, header }: ManagedIdentityOptions,
): Simulator {
  const refused = (statusCode: number, message: string): SimResponse => ({
    status: statusCode,
    body: { statusCode, message, correlationId: random.uuid() },
  });

  const token = async ({ query, headers }: SimRequest): Promise<SimResponse> => {
    if (headers['x-identity-header'] !== header) return refused(401, 'The X-IDENTITY-HEADER is missing or wrong.');
    if (query.get('api-version') !== '2019-08-01') return refused(400, 'The api-version is missing or not supported.');
    const resource = query.get('resource');
    if (!resource) return refused(400, 'The resource is missing.');
    const clientId = query.get('client_id');
    if (clientId !== null && clientId !== principal.appId)
      return refused(
        400,
        'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
      );
    const { token: accessToken, expiresOn } = await issueToken({ principal, audience: resource });
    return {
      status: 200,
      body: {
        access_token: accessToken,
        client_id: principal.appId,
        expires_on: String(expiresOn.getTime() / 1000),
        resource,
        token_type: 'Bearer',
      },
    };
  };

  return {
    service: 'imds',
    routes: [{ operation: 'token', method: 'GET', path: /^\/msi\/token\/?$/, handle: token }],
    unmatched: () => refused(404, 'There is nothing here but /msi/token.'),
  };
}
