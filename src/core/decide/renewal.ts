/** When a client secret is renewed, also where Entra gave it a shorter life than was asked for. */
import { type ConnectionSpec, EVENT_TOLERANCE } from '../connection';
import { days, earlier, later } from '../duration';
import type { StoredSecret } from '../observation';

/** Whether a policy of the tenant allowed less than the validity that is wanted. */
export const isShortened = ({ secret }: ConnectionSpec, { issuedAt, expiresAt }: StoredSecret): boolean =>
  expiresAt < earlier(later(issuedAt, secret.validity), days(1));

/** A secret that was made shorter is renewed half way at the earliest, or every look would renew it. */
export function renewsAt(spec: ConnectionSpec, stored: StoredSecret): Date {
  const { issuedAt, expiresAt } = stored;
  const due = earlier(expiresAt, spec.secret.renewBefore);
  const halfWayMs = (issuedAt.getTime() + expiresAt.getTime()) / 2;
  return isShortened(spec, stored) ? new Date(Math.max(due.getTime(), halfWayMs)) : due;
}

/** What is planned as far as is known: a look that failed knows only when the secret expires. */
export const plannedRenewal = (
  { secret }: Pick<ConnectionSpec, 'secret'>,
  expiresAt: Date,
  known: Date | undefined,
): Date => known ?? earlier(expiresAt, secret.renewBefore);

/** From when on a look renews it: Key Vault's event may come a little early. */
export const renewalDue = (spec: ConnectionSpec, stored: StoredSecret): Date =>
  earlier(renewsAt(spec, stored), EVENT_TOLERANCE);
