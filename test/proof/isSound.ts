/** Whether a life kept every promise. */
import type { Life } from './life';

/** At most as many as the product allows itself, and the few that Graph does not list yet when it counts. */
export const MOST_CREDENTIALS = 8;

export function isSound({ findings, counts }: Life): boolean {
  const { outages, earlyDeliveries, foreignRemovals, lostRequests, unsettled, unmended, falseRecords } = findings;
  const broken = outages + earlyDeliveries + foreignRemovals + lostRequests + unsettled + unmended;
  // Two writes at once may bear the same mark, so that of two workers one takes the other's write for its own lost one.
  const isSerial = counts.stalls + counts.lostLeases + counts.errors === 0;
  return broken === 0 && findings.mostCredentials <= MOST_CREDENTIALS && !(isSerial && falseRecords > 0);
}
