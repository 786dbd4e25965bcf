/** The token service's refusals, by their AADSTS number, and what they look like to programs and to people. */
import type { SimResponse } from '../kit/simulator';
import type { World } from '../kit/world';

export class StsRefusal extends Error {
  readonly number: number;
  readonly status: number;
  readonly error: string;

  constructor(number: number, status: number, error: string, message: string) {
    super(message);
    this.number = number;
    this.status = status;
    this.error = error;
  }
}

/** Statuses, errors and wording as in published answers and in entra-docs reference-error-codes.md. */
export const stsRefusals = {
  invalidSecret: (appId: string) =>
    new StsRefusal(
      7000215,
      401,
      'invalid_client',
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
    ),
  expiredSecret: (appId: string) =>
    new StsRefusal(
      7000222,
      401,
      'invalid_client',
      `The provided client secret keys for app '${appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    ),
  noCredential: () =>
    new StsRefusal(
      7000216,
      401,
      'invalid_client',
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
  noCredentialForCode: () =>
    new StsRefusal(
      7000218,
      401,
      'invalid_client',
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
  unknownCertificate: () =>
    new StsRefusal(
      700027,
      401,
      'invalid_client',
      'The certificate with identifier used to sign the client assertion is not registered on application.',
    ),
  unknownApplication: (appId: string, tenantId: string) =>
    new StsRefusal(
      700016,
      400,
      'unauthorized_client',
      `Application with identifier '${appId}' was not found in the directory '${tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    ),
  missingServicePrincipal: (appId: string, tenantId: string) =>
    new StsRefusal(
      7000229,
      401,
      'invalid_client',
      `The client application ${appId} is missing service principal in the tenant ${tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
    ),
  disabledApplication: (appId: string) =>
    new StsRefusal(7000112, 400, 'unauthorized_client', `Application '${appId}' is disabled.`),
  unknownTenant: (tenant: string) =>
    new StsRefusal(
      90002,
      400,
      'invalid_request',
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    ),
  missingParameter: (name: string) =>
    new StsRefusal(900144, 400, 'invalid_request', `The request body must contain the following parameter: '${name}'.`),
  unsupportedGrant: (grant: string) =>
    new StsRefusal(70003, 400, 'unsupported_grant_type', `The app requested an unsupported grant type '${grant}'.`),
  unsupportedResponseType: (type: string) =>
    new StsRefusal(
      700054,
      400,
      'unsupported_response_type',
      `response_type '${type}' is not enabled for the application.`,
    ),
  scopeWithoutDefault: (scope: string) =>
    new StsRefusal(
      1002012,
      400,
      'invalid_scope',
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  unknownResource: (resource: string, tenantId: string) =>
    new StsRefusal(
      500011,
      400,
      'invalid_resource',
      `The resource principal named ${resource} was not found in the tenant named ${tenantId}.`,
    ),
  madeUpCode: () => new StsRefusal(9002313, 400, 'invalid_grant', 'Invalid request. Request is malformed or invalid.'),
  expiredCode: () =>
    new StsRefusal(
      70008,
      400,
      'invalid_grant',
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    ),
  redeemedCode: () =>
    new StsRefusal(
      54005,
      400,
      'invalid_grant',
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    ),
  foreignCode: () =>
    new StsRefusal(
      70000,
      400,
      'invalid_grant',
      'Provided grant is invalid or malformed: the code was issued to another client.',
    ),
  otherRedirectUri: () =>
    new StsRefusal(
      500112,
      400,
      'invalid_client',
      'The reply address does not match the reply address provided when requesting Authorization code.',
    ),
  wrongVerifier: () =>
    new StsRefusal(
      501481,
      400,
      'invalid_grant',
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    ),
  unregisteredRedirectUri: (uri: string, appId: string) =>
    new StsRefusal(
      50011,
      400,
      'invalid_request',
      `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.`,
    ),
  unknownUser: (name: string) =>
    new StsRefusal(50034, 400, 'invalid_grant', `The user account ${name} does not exist in the directory.`),
} as const;

const stampOf = (now: Date) => `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;

/** The tail of every description; older answers break the line before each part instead. */
function traced({ clock, random }: World, { number, message }: StsRefusal) {
  const trace_id = random.uuid();
  const correlation_id = random.uuid();
  const timestamp = stampOf(clock.now());
  const tail = `Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`;
  return { description: `AADSTS${number}: ${message} ${tail}`, timestamp, trace_id, correlation_id };
}

export function refusalBody(world: World, refusal: StsRefusal, stsUrl: string): SimResponse {
  const { description, ...trace } = traced(world, refusal);
  return {
    status: refusal.status,
    headers: { 'Cache-Control': 'no-store, no-cache', Pragma: 'no-cache' },
    body: {
      error: refusal.error,
      error_description: description,
      error_codes: [refusal.number],
      ...trace,
      error_uri: `${stsUrl}/error?code=${refusal.number}`,
    },
  };
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export function refusalPage(world: World, refusal: StsRefusal): SimResponse {
  const { description } = traced(world, refusal);
  return {
    status: refusal.status,
    body: `<!DOCTYPE html><html lang="en"><head><title>Sign in to your account</title></head><body><h1>Sign in</h1><p>Sorry, but we’re having trouble signing you in.</p><p>${escaped(description)}</p></body></html>`,
  };
}
