/** Everything that can go wrong with one call on the wire. */
import type { Fault } from '../../../sandbox/kit/faults';
import type { Service } from '../../../sandbox/kit/simulator';
import { refusalOf, type Status } from './refusals';

/** More than the time limit of the app's requests, in real time. */
const TOO_LONG_MS = 31_000;

/** Long ones last, because those who run together wait for each other. */
export const FAULT_NAMES = [
  'reset before',
  'reset after',
  '401',
  '403',
  '404 late',
  '409',
  '429 with Retry-After',
  '429',
  '500',
  '503',
  '504 after commit',
  'truncated',
  'malformed',
  'empty object',
  'stale',
  'time-out',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export function wireFault(service: Service, name: FaultName): Fault {
  const refused = (status: Status, committed = false): Fault => ({
    kind: 'answer',
    committed,
    response: refusalOf(service, status),
  });
  switch (name) {
    case 'reset before':
      return { kind: 'resetBefore' };
    case 'reset after':
      return { kind: 'resetAfter' };
    case '429 with Retry-After': {
      const response = refusalOf(service, 429);
      const headers = { ...response.headers, 'Retry-After': '1' };
      return { kind: 'answer', committed: false, response: { ...response, headers } };
    }
    case '404 late':
      return refused(404);
    case '504 after commit':
      return refused(504, true);
    case 'truncated':
      return { kind: 'truncate' };
    case 'malformed':
      return { kind: 'answer', committed: true, response: { status: 200, body: '<html>{"value": [' } };
    case 'empty object':
      return { kind: 'answer', committed: true, response: { status: 200, body: {} } };
    case 'stale':
      return { kind: 'stale' };
    case 'time-out':
      return { kind: 'slow', delayMs: TOO_LONG_MS };
    case '401':
      return refused(401);
    case '403':
      return refused(403);
    case '409':
      return refused(409);
    case '429':
      return refused(429);
    case '500':
      return refused(500);
    case '503':
      return refused(503);
  }
}
