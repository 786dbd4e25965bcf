/** Which connections one page shows: those asked for, worst first, a page at a time. */
import { later, minutes } from '../../core/duration';
import { type HealthStatus, STATES } from '../../core/outcome';
import type { ConnectionSummary } from '../../reconcile/connector';
import { HEALTHS } from './words';

export interface View {
  /** Only connections of that health; undefined for all. */
  readonly show: HealthStatus | undefined;
  /** Only connections whose name or address contains this; empty for all. */
  readonly name: string;
  /** From 1 on. */
  readonly page: number;
  /** Whether the page loads itself anew. */
  readonly refresh: boolean;
}

/** Small enough to be read, and for its documents to be read from storage in a second. */
export const PAGE_SIZE = 50;
/** The timer looks every day; this much later it has missed a day. */
const OVERDUE = minutes(26 * 60);
const MAX_TERM_LENGTH = 100;

/** Anything that cannot be understood means the first page of everything: a link that is old still leads somewhere. */
export function readView(query: Pick<URLSearchParams, 'get'>): View {
  const page = Number(query.get('page'));
  return {
    show: HEALTHS.find((health) => health === query.get('show')),
    name: (query.get('name') ?? '').trim().toLowerCase().slice(0, MAX_TERM_LENGTH),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    refresh: query.get('refresh') === 'on',
  };
}

export interface Fleet {
  readonly shown: readonly ConnectionSummary[];
  /** How many the view selects, on all its pages. */
  readonly selected: number;
  readonly page: number;
  readonly pages: number;
  /** Whatever the view. */
  readonly all: readonly ConnectionSummary[];
  /** Of all connections. */
  readonly total: number;
  readonly counts: Readonly<Record<HealthStatus, number>>;
  /** How many were not looked at for more than a day. */
  readonly overdue: number;
  readonly nextRenewal: ConnectionSummary | undefined;
}

const WORST_STATE_FIRST = STATES.toReversed();
/** A secret that is not there is the most urgent of all. */
const urgency = ({ secretExpiresAt }: ConnectionSummary) => secretExpiresAt?.getTime() ?? 0;

const worstFirst = (a: ConnectionSummary, b: ConnectionSummary): number =>
  HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health) ||
  WORST_STATE_FIRST.indexOf(a.state) - WORST_STATE_FIRST.indexOf(b.state) ||
  urgency(a) - urgency(b) ||
  (a.name < b.name ? -1 : 1);

export const isOverdue = (now: Date, { checkedAt }: Pick<ConnectionSummary, 'checkedAt'>): boolean =>
  checkedAt !== undefined && later(checkedAt, OVERDUE) < now;

export function fleetOf(all: readonly ConnectionSummary[], { show, name, page }: View, now: Date): Fleet {
  const selected = all
    .filter(({ health }) => show === undefined || health === show)
    .filter((each) => each.name.includes(name) || each.espocrmUrl.toLowerCase().includes(name))
    .sort(worstFirst);
  const pages = Math.max(1, Math.ceil(selected.length / PAGE_SIZE));
  const at = Math.min(page, pages);
  const count = (status: HealthStatus) => all.filter(({ health }) => health === status).length;
  const renewals = all.filter(({ renewsAt }) => renewsAt && renewsAt > now);
  return {
    shown: selected.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE),
    selected: selected.length,
    page: at,
    pages,
    all,
    total: all.length,
    counts: { fail: count('fail'), warn: count('warn'), pass: count('pass') },
    overdue: all.filter((each) => isOverdue(now, each)).length,
    nextRenewal: renewals.sort((a, b) => Number(a.renewsAt) - Number(b.renewsAt))[0],
  };
}
