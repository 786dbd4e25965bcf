/** Remembers which sign-ins an EspoCRM has just refused, so that none is refused often enough to get the app banned. */
import { createHash } from 'node:crypto';
import { Failure } from '../../core/failure';
import type { AdminSignIn } from '../../reconcile/espocrmPort';

/** EspoCRM counts the failures of one minute, and bans an address after ten of them (`authMaxFailedAttemptNumber`). */
const REMEMBERED_MS = 60_000;

/**
 * Runs what signs in, unless the very same user name and password were refused there less than a minute ago: then it
 * throws that refusal again without asking. A corrected password is tried at once.
 */
export type AskOnce = <T>(url: string, admin: AdminSignIn, run: () => Promise<T>) => Promise<T>;

export function createAskOnce(now: () => Date): AskOnce {
  const refusals = new Map<string, { readonly failure: Failure; readonly atMs: number }>();
  const forget = () => {
    const nowMs = now().getTime();
    for (const [key, { atMs }] of refusals) if (nowMs >= atMs + REMEMBERED_MS || nowMs < atMs) refusals.delete(key);
  };
  return async (url, { userName, password }, run) => {
    const key = createHash('sha256')
      .update(JSON.stringify([url, userName, password.reveal()]))
      .digest('hex');
    forget();
    const refusal = refusals.get(key);
    if (refusal) throw refusal.failure;
    try {
      return await run();
    } catch (error) {
      if (error instanceof Failure && error.facts.code === 'sign-in-refused')
        refusals.set(key, { failure: error, atMs: now().getTime() });
      throw error;
    }
  };
}
