/** How each outside system words a status, taken from its simulator where that knows it. */

import { graphFaults } from '../../../sandbox/entra/graphFaults';
import { GraphRefusal, graphErrorBody, graphRefusals } from '../../../sandbox/entra/graphRefusal';
import { stsFaults } from '../../../sandbox/entra/stsFaults';
import { addressRefused, conflict, crash, denied, inMaintenance, notFound } from '../../../sandbox/espocrm/espoRefusal';
import { keyVaultFaults } from '../../../sandbox/keyVault/keyVaultFaults';
import { secretNotFound, unauthorized, VaultRefusal } from '../../../sandbox/keyVault/vaultRefusal';
import type { Service, SimResponse } from '../../../sandbox/kit/simulator';

export type Status = 401 | 403 | 404 | 409 | 429 | 500 | 503 | 504;

const ID = '0f0f0f0f-0000-4000-8000-0000000000f1';

function graph(status: Status): SimResponse {
  const refusals: Partial<Record<Status, GraphRefusal>> = {
    401: graphRefusals.unauthenticated('Lifetime validation failed, the token is expired.'),
    403: graphRefusals.denied(),
    404: graphRefusals.notFound(ID),
  };
  const answers: Partial<Record<Status, SimResponse>> = {
    409: graphFaults.concurrencyViolation.response,
    429: graphFaults.throttledWithoutRetryAfter.response,
    503: graphFaults.unavailable.response,
    504: graphFaults.gatewayTimeout.response,
  };
  const refusal = refusals[status] ?? new GraphRefusal(status, 'generalException', 'An unspecified error.');
  const trace = { requestId: ID, clientRequestId: ID, at: new Date('2026-01-01T00:00:00Z') };
  return answers[status] ?? { status, headers: { 'request-id': ID }, body: graphErrorBody(refusal, trace) };
}

/** What is refused for good has numbers of its own; these are of a service that is ill. */
const sts = (status: Status): SimResponse => ({
  ...(status === 429 ? stsFaults.throttled : stsFaults.unavailable).response,
  status,
});

function keyVault(status: Status): SimResponse {
  const challenge = 'Bearer authorization="https://localhost/t", resource="https://vault.azure.net"';
  const known: Partial<Record<Status, SimResponse>> = {
    401: unauthorized('AKV10022: Invalid audience.', challenge).response,
    403: keyVaultFaults.forbiddenByRbac,
    404: secretNotFound('a-secret').response,
    429: keyVaultFaults.throttled,
    503: keyVaultFaults.unavailable,
  };
  return (
    known[status] ?? new VaultRefusal(status, status === 409 ? 'Conflict' : 'InternalServerError', 'Ill.').response
  );
}

function espocrm(status: Status): SimResponse {
  const known: Partial<Record<Status, SimResponse>> = {
    401: denied().response,
    403: addressRefused().response,
    404: notFound('').response,
    409: conflict('').response,
    500: crash().response,
    503: inMaintenance().response,
  };
  // Of the web server or proxy in front of it.
  return known[status] ?? { status, body: `<html><head><title>${status}</title></head><body></body></html>` };
}

/** Azure Storage, Common REST API error codes; the client goes by the header. */
function storage(service: 'blob' | 'queue', status: Status): SimResponse {
  const isBlob = service === 'blob';
  const codes: Record<Status, string> = {
    401: 'InvalidAuthenticationInfo',
    403: 'AuthorizationPermissionMismatch',
    404: isBlob ? 'BlobNotFound' : 'QueueNotFound',
    409: isBlob ? 'LeaseAlreadyPresent' : 'QueueBeingDeleted',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServerBusy',
    504: 'OperationTimedOut',
  };
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${codes[status]}</Code><Message>Ill.</Message></Error>`;
  return { status, headers: { 'Content-Type': 'application/xml', 'x-ms-error-code': codes[status] }, body };
}

const imds = (status: Status): SimResponse => ({
  status,
  body: { statusCode: status, message: 'The identity service is ill.', correlationId: ID },
});

export function refusalOf(service: Service, status: Status): SimResponse {
  if (service === 'blob' || service === 'queue') return storage(service, status);
  const words: Partial<Record<Service, (status: Status) => SimResponse>> = { graph, sts, keyvault: keyVault, espocrm };
  return (words[service] ?? imds)(status);
}
