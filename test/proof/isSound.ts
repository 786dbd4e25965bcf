/** Whether a life kept every promise. */
import type { Life } from './life';
import type { Schedule } from './schedule';

/** At most as many as the product allows itself, and the few that Graph does not list yet when it counts. */
const MOST_CREDENTIALS = 8;

export function isSound({ phases }: Schedule, { findings, counts }: Life): boolean {
  const { outages, earlyDeliveries, unprovenDeliveries, blindAdditions, foreignRemovals, lostRequests } = findings;
  const { unsettled, unmended } = findings;
  const onItsWay = outages + earlyDeliveries + unprovenDeliveries + blindAdditions + foreignRemovals + lostRequests;
  const broken = onItsWay + unsettled + unmended;
  const races = counts.stalls + counts.lostLeases + counts.errors;
  // Two writes at once may bear the same mark, so that of two workers one takes the other's write for its own lost one.
  const recordsFalsely = races + counts.stalledLooks === 0 && findings.falseRecords > 0;
  const isUndisturbed =
    races + counts.crashes + counts.edits === 0 && phases.every(({ outages }) => outages.length === 0);
  const addsNeedlessly = isUndisturbed && findings.mostAdded > 1;
  return broken === 0 && findings.mostCredentials <= MOST_CREDENTIALS && !recordsFalsely && !addsNeedlessly;
}
