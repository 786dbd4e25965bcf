/** Decides what becomes of an event whose delivery failed: when it is tried again, or why no more. */
import type { Subscription } from './subscription';

/** How an attempt failed; without a status when no answer came at all. */
export interface Failure {
  readonly outcome: string;
  readonly status?: number;
}

export interface Attempted {
  readonly attempts: number;
  readonly failure: Failure;
}

export type Next =
  | { readonly kind: 'retry'; readonly at: Date }
  | { readonly kind: 'giveUp'; readonly deadLetterReason: string };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** delivery-and-retry.md; the last step repeats until the event is too old. */
const schedule = [
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
];

/** The same page: some answers are given more time than the schedule would. */
const floors: ReadonlyMap<number, number> = new Map([
  [401, 5 * MINUTE],
  [404, 5 * MINUTE],
  [408, 2 * MINUTE],
  [503, 30 * SECOND],
]);
const LEAST = 10 * SECOND;

/** Retrying cannot mend these. In practice a stopped Functions app's 403 was retried (azure-docs#104894). */
const hopeless = { AzureFunction: [400, 403, 413], WebHook: [400, 401, 403, 413] };

export function nextStep(
  { endpointType, maxDeliveryAttempts }: Subscription,
  { attempts, failure }: Attempted,
  now: Date,
): Next {
  const { status = 0, outcome } = failure;
  if (hopeless[endpointType].includes(status))
    return { kind: 'giveUp', deadLetterReason: `UndeliverableDueToHttp${outcome}` };
  if (attempts >= maxDeliveryAttempts) return { kind: 'giveUp', deadLetterReason: 'MaxDeliveryAttemptsExceeded' };
  const step = schedule[Math.min(attempts, schedule.length) - 1] ?? LEAST;
  return { kind: 'retry', at: new Date(now.getTime() + Math.max(step, floors.get(status) ?? LEAST)) };
}

/** Looked at only when the next attempt is due, as the service does. */
export const isTooOld = ({ eventTimeToLiveInMinutes }: Subscription, publishedAt: Date, now: Date): boolean =>
  now.getTime() - publishedAt.getTime() >= eventTimeToLiveInMinutes * MINUTE;
