/** Answers of a token service that is ill, for the sandbox's faults (entra-docs, reference-error-codes.md). */
import type { Fault } from '../kit/faults';

/** Add `committed: true` to let the operation take effect all the same. */
type AnswerFault = Extract<Fault, { readonly kind: 'answer' }>;

function ill(number: number, status: number, message: string): AnswerFault {
  const trace_id = '0f0f0f0f-0000-4000-8000-000000000001';
  const correlation_id = '0f0f0f0f-0000-4000-8000-000000000002';
  const timestamp = '2026-01-01 00:00:00Z';
  const tail = `Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`;
  const body = {
    error: 'temporarily_unavailable',
    error_description: `AADSTS${number}: ${message} ${tail}`,
    error_codes: [number],
    timestamp,
    trace_id,
    correlation_id,
  };
  return { kind: 'answer', committed: false, response: { status, body } };
}

export const stsFaults = {
  unavailable: ill(90033, 503, 'A transient error has occurred. Please try again.'),
  throttled: ill(
    90055,
    429,
    'The server has terminated the request because there are too many requests. Please try again later.',
  ),
} as const;
