/** Reconciles a connection that is held, keeps the outcome with it, and sees to it that unfinished work goes on. */
import type { Duration } from '../core/duration';
import type { Outcome } from './outcome';
import type { Log } from './ports';
import { reconcile } from './reconcile';
import type { HeldConnection, Services, Work } from './services';

/** What has been away for minutes does not come back within seconds: later attempts only bridge a hiccup. */
const PATIENT_ATTEMPTS = 3;
const ONE_RETRY: Duration = { months: 0, ms: 1_000 };

/** Gives the connection back whatever happens. */
export async function settle(held: HeldConnection, work: Work, services: Services, log: Log): Promise<Outcome> {
  const { outside, settleWithin } = services;
  const within = work.attempt < PATIENT_ATTEMPTS ? settleWithin : ONE_RETRY;
  try {
    const outcome = await reconcile(held, outside, log, within);
    await held.saveOutcome(outcome);
    const { state, health, done } = outcome;
    const secretExpiresAt = health.secretExpiresAt?.toISOString();
    const actions = done.map(({ kind }) => kind);
    log.info('connection.reconciled', {
      connection: work.connection,
      state,
      health: health.status,
      actions,
      secretExpiresAt,
    });
    if (state === 'settling') await goOn(work, services);
    return outcome;
  } finally {
    await held.release();
  }
}

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** About half a day in all; after that the timer comes round anyway. */
const MAX_ATTEMPTS = 16;

/** Asks for the connection again, a little later each time. */
export async function goOn({ connection, attempt }: Work, { queue }: Services): Promise<void> {
  if (attempt >= MAX_ATTEMPTS) return;
  await queue.add({ connection, attempt: attempt + 1 }, Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
}
