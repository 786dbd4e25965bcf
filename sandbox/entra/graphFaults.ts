/** Answers of a Graph that is busy, ill or behind, as published, for the sandbox's faults. */
import type { Fault } from '../kit/faults';
import { GraphRefusal, graphErrorBody, graphRefusals } from './graphRefusal';

/** Add `committed: true` to let the operation take effect all the same. */
type AnswerFault = Extract<Fault, { readonly kind: 'answer' }>;

const requestId = '0f0f0f0f-0000-4000-8000-0000000000f1';

function ill(refusal: GraphRefusal, headers: Readonly<Record<string, string>> = {}): AnswerFault {
  const trace = { requestId, clientRequestId: requestId, at: new Date('2026-01-01T00:00:00Z') };
  return {
    kind: 'answer',
    committed: false,
    response: {
      status: refusal.status,
      headers: { 'request-id': requestId, 'client-request-id': requestId, ...headers },
      body: graphErrorBody(refusal, trace),
    },
  };
}

const tooMany = graphRefusals.tooManyRequests('sandbox');
const throttleHeaders = {
  'x-ms-throttle-scope': 'Tenant_Application/Write/sandbox',
  'x-ms-throttle-information': 'WriteLimitExceeded',
};
const young = '0f0f0f0f-0000-4000-8000-0000000000f2';

/** Sources: entra-graph error samples in throttling-limits.md, errors.md and the issues named below. */
export const graphFaults = {
  throttled: (retryAfterSeconds: number) => ill(tooMany, { ...throttleHeaders, 'Retry-After': `${retryAfterSeconds}` }),
  throttledWithoutRetryAfter: ill(tooMany, throttleHeaders),
  unavailable: ill(
    new GraphRefusal(
      503,
      'serviceNotAvailable',
      'The service is not available. Try the request again after a delay. There may be a Retry-After header.',
    ),
    { 'Retry-After': '1' },
  ),
  gatewayTimeout: ill(new GraphRefusal(504, 'UnknownError', 'The server, acting as a proxy, got no answer in time.')),
  /** A new object that this replica has not seen: microsoftgraph/msgraph-sdk-javascript issue 1999. */
  notReplicated: ill(graphRefusals.notFound(young)),
  /** The same seen as a lack of rights: hmcts/service-api-marketplace, demo/README.md. */
  youngObject: ill(graphRefusals.denied()),
  /** And as an application that a service principal could not be of: terraform-provider-azuread issue 611. */
  youngApplication: ill(graphRefusals.noBackingApplication(young)),
  /** nais/azurerator issue 448. */
  concurrencyViolation: ill(
    new GraphRefusal(
      409,
      'Directory_ConcurrencyViolation',
      'Error due to concurrent requests being made to the tenant. Please wait briefly and retry.',
    ),
  ),
} as const;
