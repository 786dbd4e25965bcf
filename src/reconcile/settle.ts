/** Reconciles a connection that is held, keeps the outcome with it, sees to it that unfinished work goes on, and tells the news. */
import type { Duration } from '../core/duration';
import { type News, newsOf, troubledSince } from '../core/report/news';
import type { Outcome } from './outcome';
import type { Log, Outside } from './ports';
import { reconcile } from './reconcile';
import { remove } from './remove';
import type { HeldConnection, Services, Work } from './services';

interface Settled {
  readonly outcome: Outcome;
  readonly news: readonly News[];
}

/** What has been away for minutes does not come back within seconds: later attempts only bridge a hiccup. */
const PATIENT_ATTEMPTS = 3;
const ONE_RETRY: Duration = { months: 0, ms: 1_000 };

/** Gives the connection back whatever happens, and only then tells people: a slow webhook must not keep it. */
export async function settle(held: HeldConnection, work: Work, services: Services, log: Log): Promise<Outcome> {
  const { outcome, news } = await settleHeld(held, work, services, log);
  if (news.length > 0) await services.notifications.tell(held.spec(), news, log);
  return outcome;
}

async function settleHeld(held: HeldConnection, work: Work, services: Services, log: Log): Promise<Settled> {
  const { outside, settleWithin } = services;
  const before = held.lastOutcome();
  const within = work.attempt < PATIENT_ATTEMPTS ? settleWithin : ONE_RETRY;
  try {
    const bringAbout = held.spec().removal ? remove : reconcile;
    const result = await bringAbout(held, outside, log, within);
    if (held.spec().removal && result.state === 'settled') {
      await held.forget();
      log.info('connection.removed', { connection: work.connection });
      return { outcome: result, news: [] };
    }
    const outcome = { ...result, troubledSince: troubledSince(before, result) };
    await Promise.all([
      held.saveOutcome(outcome),
      outcome.state === 'settling' && goOn(work, services, untilDue(outcome, outside)),
    ]);
    log.info('connection.reconciled', { connection: work.connection, ...summaryOf(outcome) });
    return { outcome, news: newsOf(before, outcome) };
  } finally {
    await held.release();
  }
}

/** What alerts and the workbook go by. */
const summaryOf = ({ state, health, done, failure, appId, confirmedAt }: Outcome) => ({
  state,
  health: health.status,
  actions: done.map(({ kind }) => kind),
  problems: health.problems.map(({ code }) => code),
  failure: failure && `${failure.system}: ${failure.code}`,
  applicationId: appId,
  secretExpiresAt: health.secretExpiresAt?.toISOString(),
  confirmedAt: confirmedAt?.toISOString(),
});

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** About half a day in all; after that the timer comes round anyway. */
const MAX_ATTEMPTS = 16;

/** Asks for the connection again, a little later each time, and not before `atLeastMs`. */
export async function goOn({ connection, attempt }: Work, { queue }: Services, atLeastMs = 0): Promise<void> {
  if (attempt >= MAX_ATTEMPTS) return;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  await queue.add({ connection, attempt: attempt + 1 }, Math.max(pauseMs, atLeastMs));
}

/** What nothing has failed in only waits for its time; looks before would find nothing to do. */
const untilDue = ({ failure, recheckAt }: Outcome, { clock }: Outside): number =>
  failure ? 0 : recheckAt.getTime() - clock.now().getTime();
