/** Reads what one page shows: the summaries of all connections, and the documents of those on the page. */
import type { ConnectionSpec } from '../../core/connection';
import { plannedRenewal } from '../../core/decide/renewal';
import { Failure } from '../../core/failure';
import type { Outcome } from '../../core/outcome';
import type { Problem } from '../../core/problem';
import type { ConnectionSummary, Connections } from '../../reconcile/connector';
import { type Fleet, fleetOf, type View } from './fleet';

export interface Shown extends ConnectionSummary {
  readonly problems: readonly Problem[];
  readonly done: Outcome['done'];
  readonly confirmedAt: Date | undefined;
  readonly nextCheckBy: Date | undefined;
}

export type Page = Fleet & { readonly connections: readonly Shown[] };

/** Requests to storage at a time. */
const AT_ONCE = 16;

export async function readPage(connections: Pick<Connections, 'list' | 'find'>, view: View, now: Date): Promise<Page> {
  const fleet = fleetOf(await connections.list(), view, now);
  const shown: Shown[] = [];
  for (let from = 0; from < fleet.shown.length; from += AT_ONCE) {
    const some = fleet.shown.slice(from, from + AT_ONCE);
    shown.push(...(await Promise.all(some.map((summary) => readOne(connections, summary)))));
  }
  return { ...fleet, connections: shown };
}

/** One that cannot be read is shown with the reason, and does not hide the others. */
async function readOne(connections: Pick<Connections, 'find'>, summary: ConnectionSummary): Promise<Shown> {
  try {
    const known = await connections.find(summary.name);
    // Forgotten since the list was read: shown as it was.
    return known ? { ...summary, ...details(known.spec, known.outcome) } : { ...summary, ...details() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...summary, ...details(), problems: [{ code: 'outside-failure', detail: error.message }] };
  }
}

function details(spec?: ConnectionSpec, outcome?: Outcome) {
  const expiresAt = outcome?.health.secretExpiresAt;
  return {
    problems: outcome?.health.problems ?? [],
    done: outcome?.done ?? [],
    confirmedAt: outcome?.confirmedAt,
    nextCheckBy: outcome?.recheckAt,
    ...(spec && expiresAt && { renewsAt: plannedRenewal(spec, expiresAt, outcome.renewsAt) }),
  };
}
