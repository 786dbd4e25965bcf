/** Reconciles a connection that is held, keeps the outcome with it, and sees to it that unfinished work goes on. */
import type { Outcome } from './outcome';
import type { Log } from './ports';
import { reconcile } from './reconcile';
import type { HeldConnection, Services, Work } from './services';

/** Gives the connection back whatever happens. */
export async function settle(held: HeldConnection, work: Work, services: Services, log: Log): Promise<Outcome> {
  const { outside, settleWithin } = services;
  try {
    const outcome = await reconcile(held, outside, log, settleWithin);
    await held.saveOutcome(outcome);
    log.info('connection.reconciled', { connection: work.connection, ...summaryOf(outcome) });
    if (outcome.state === 'settling') await goOn(work, services);
    return outcome;
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

/** Asks for the connection again, a little later each time. */
export async function goOn({ connection, attempt }: Work, { queue }: Services): Promise<void> {
  if (attempt >= MAX_ATTEMPTS) return;
  await queue.add({ connection, attempt: attempt + 1 }, Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
}
