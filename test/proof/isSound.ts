/** Whether a life kept every promise. */
import type { Findings } from './watch';

/** One in use, one in overlap, and strays of crashed runs, as many as the product allows; one more is a race on the limit. */
export const MOST_CREDENTIALS = 6;

export function isSound({
  outages,
  earlyDeliveries,
  foreignRemovals,
  mostCredentials,
  falseRecords,
  lostRequests,
  unsettled,
  unmended,
}: Findings): boolean {
  const broken = outages + earlyDeliveries + foreignRemovals + falseRecords + lostRequests + unsettled + unmended;
  return broken === 0 && mostCredentials <= MOST_CREDENTIALS;
}
