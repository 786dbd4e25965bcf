/** Reconciles a connection that is leased, keeps the outcome with it, sees to it that unfinished work goes on, and tells the news. */
import type { Duration } from '../core/duration';
import type { ConnectionName } from '../core/ids';
import type { Outcome } from '../core/outcome';
import { type News, newsOf, troubledSince } from '../core/report/news';
import type { Connector, LeasedConnection } from './connector';
import type { Log, Ports } from './ports';
import { remove } from './removal';
import { keepUp } from './upkeep';

type Settled = { readonly outcome: Outcome; readonly news: readonly News[] };

/** What has been away for minutes does not come back within seconds: later attempts only bridge a hiccup. */
const PATIENT_ATTEMPTS = 3;
const ONE_RETRY: Duration = { months: 0, ms: 1_000 };

/**
 * `attempt`: how often in a row it was asked for already. Gives the connection back whatever happens, and only then tells
 * people: a slow webhook must not keep it.
 */
export async function settle(
  leased: LeasedConnection,
  attempt: number,
  connector: Connector,
  log: Log,
): Promise<Outcome> {
  const { outcome, news } = await settleLeased(leased, attempt, connector, log);
  if (news.length > 0) await connector.notifications.tell(leased.spec(), news, log);
  return outcome;
}

async function settleLeased(
  leased: LeasedConnection,
  attempt: number,
  connector: Connector,
  log: Log,
): Promise<Settled> {
  const { name: connection, removal } = leased.spec();
  const before = leased.lastOutcome();
  const within = attempt < PATIENT_ATTEMPTS ? connector.settleWithin : ONE_RETRY;
  try {
    const follow = removal ? remove : keepUp;
    const result = await follow(leased, connector, log, within);
    if (removal && result.state === 'settled') {
      await leased.forget();
      log.info('connection.removed', { connection });
      return { outcome: result, news: [] };
    }
    const outcome = { ...result, troubledSince: troubledSince(before, result) };
    await Promise.all([
      leased.saveOutcome(outcome),
      outcome.state === 'settling' && askAgain(connection, attempt, connector, untilDue(outcome, connector.ports)),
    ]);
    log.info('connection.reconciled', { connection, ...summaryOf(outcome) });
    return { outcome, news: newsOf(before, outcome) };
  } finally {
    await leased.release();
  }
}

/** What alerts and the workbook go by. */
const summaryOf = (outcome: Outcome) => ({
  state: outcome.state,
  health: outcome.health.status,
  actions: outcome.done.map(({ kind }) => kind),
  problems: outcome.health.problems.map(({ code }) => code),
  failure: outcome.kind === 'stopped' ? `${outcome.failure.system}: ${outcome.failure.code}` : undefined,
  applicationId: outcome.appId,
  secretExpiresAt: outcome.health.secretExpiresAt?.toISOString(),
  confirmedAt: outcome.confirmedAt?.toISOString(),
});

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** About half a day in all; after that the timer comes round anyway. */
const MAX_ATTEMPTS = 16;

/** Asks for the connection again, a little later each time, and not before `atLeastMs`. */
export async function askAgain(
  connection: ConnectionName,
  attempt: number,
  { queue }: Connector,
  atLeastMs = 0,
): Promise<void> {
  if (attempt >= MAX_ATTEMPTS) return;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  await queue.add({ connection, attempt: attempt + 1 }, Math.max(pauseMs, atLeastMs));
}

/** Where nothing has failed, it only waits for its time; looks before would find nothing to do. */
const untilDue = (outcome: Outcome, { clock }: Ports): number =>
  outcome.kind === 'stopped' ? 0 : outcome.recheckAt.getTime() - clock.now().getTime();
