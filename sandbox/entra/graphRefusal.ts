/** Graph's refusals, as published in issue threads and documentation, and the envelope they come in. */

export interface RefusalDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly RefusalDetail[];

  constructor(status: number, code: string, message: string, details: readonly RefusalDetail[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const lifetimePolicy =
  "Credential lifetime exceeds the max value allowed as per assigned policy '538f1913-366a-440a-95a0-e195cb55b282'.";

export const graphRefusals = {
  badRequest: (message: string, details: readonly RefusalDetail[] = []) =>
    new GraphRefusal(400, 'Request_BadRequest', message, details),
  unsupportedQuery: (message: string) => new GraphRefusal(400, 'Request_UnsupportedQuery', message),
  badQuery: (message: string) => new GraphRefusal(400, 'BadRequest', message),
  unreadable: () =>
    new GraphRefusal(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    ),
  unknownProperty: (property: string, type: string) =>
    new GraphRefusal(
      400,
      'Request_BadRequest',
      `The property '${property}' does not exist on type 'Microsoft.DirectoryServices.${type}'. Make sure to only use property names that are defined by the type.`,
    ),
  invalidValue: (property: string, type: string) =>
    new GraphRefusal(
      400,
      'Request_BadRequest',
      `Invalid value specified for property '${property}' of resource '${type}'.`,
    ),
  readOnly: (property: string) =>
    new GraphRefusal(400, 'Request_BadRequest', `Property '${property}' is read-only and cannot be set.`),
  uniqueNameTaken: () =>
    new GraphRefusal(
      400,
      'Request_BadRequest',
      'Another object with the same value for property uniqueName already exists.',
      [
        {
          code: 'ObjectConflict',
          message: 'Another object with the same value for property uniqueName already exists.',
        },
      ],
    ),
  lifetimePolicy: () =>
    new GraphRefusal(400, 'CredentialInvalidLifetimeAsPerAppPolicy', lifetimePolicy, [
      { code: 'InvalidKeyEndDate', message: lifetimePolicy, target: 'EndDate' },
    ]),
  typePolicy: () =>
    new GraphRefusal(
      403,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      "Credential type not allowed as per assigned policy '538f1913-366a-440a-95a0-e195cb55b282'.",
    ),
  tooManySecrets: () => {
    const message = 'Not allowed to add 3 passwords. You can only add a maximum of 2 passwords.';
    return new GraphRefusal(400, 'TooManyAppPasswords', message, [
      { code: 'TooManyAppPasswords', message, target: 'passwordCredentials' },
    ]);
  },
  unknownSecret: (keyId: string) =>
    new GraphRefusal(400, 'Request_BadRequest', `No password credential found with keyId ${keyId}.`),
  unauthenticated: (message: string) => new GraphRefusal(401, 'InvalidAuthenticationToken', message),
  denied: () =>
    new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  quota: () =>
    new GraphRefusal(
      403,
      'Directory_QuotaExceeded',
      'The directory object quota limit for the Principal has been exceeded. Please ask your administrator to increase the quota limit or delete objects to reduce the used quota.',
    ),
  notFound: (id: string) =>
    new GraphRefusal(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  /** jsa2/AADAppAudit issue 9. */
  tooManyRequests: (appId: string) =>
    new GraphRefusal(
      429,
      'TooManyRequests',
      `Too many requests from Identifier:${appId} under category:aadgraph.app.tenant_small. Please try again later.`,
    ),
  /** For an application that the server does not know, or does not know yet: terraform-provider-azuread issue 611. */
  noBackingApplication: (appId: string) => {
    const message = `The appId '${appId}' of the service principal does not reference a valid application object.`;
    return new GraphRefusal(400, 'Request_BadRequest', message, [
      { code: 'NoBackingApplicationObject', message, target: 'appId' },
    ]);
  },
  duplicatePrincipal: (appId: string) =>
    new GraphRefusal(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    ),
} as const;

export interface GraphTrace {
  readonly requestId: string;
  readonly clientRequestId: string;
  readonly at: Date;
}

export const graphErrorBody = ({ code, message, details }: GraphRefusal, trace: GraphTrace) => ({
  error: {
    code,
    message,
    ...(details.length > 0 && { details }),
    innerError: {
      date: trace.at.toISOString().slice(0, 19),
      'request-id': trace.requestId,
      'client-request-id': trace.clientRequestId,
    },
  },
});
