/** A connection as the API shows it: what is wanted, how it is doing, what is due; never a secret. */
import type { ConnectionAnswer, PlanAnswer, SummaryAnswer } from '../contract/answers';
import { toBody } from '../contract/connectionSpec';
import type { Action } from '../core/action';
import type { ConnectionSpec } from '../core/connection';
import { earlier } from '../core/duration';
import type { Plan } from '../core/plan';
import type { Outcome } from '../reconcile/outcome';
import type { ConnectionSummary } from '../reconcile/services';

const shown = ({ kind, reason }: Action) => ({ action: kind, reason });

export function connectionView(spec: ConnectionSpec, outcome: Outcome | undefined): ConnectionAnswer {
  const expiresAt = outcome?.health.secretExpiresAt;
  return {
    name: spec.name,
    state: outcome?.state ?? 'settling',
    health: outcome?.health.status ?? 'fail',
    ...(outcome?.appId ? { applicationId: outcome.appId } : {}),
    ...(expiresAt
      ? {
          clientSecret: {
            expiresAt: expiresAt.toISOString(),
            renewsAt: earlier(expiresAt, spec.secret.renewBefore).toISOString(),
            ...(outcome.confirmedAt ? { confirmedAt: outcome.confirmedAt.toISOString() } : {}),
          },
        }
      : {}),
    problems: [...(outcome?.health.problems ?? [])],
    done: (outcome?.done ?? []).map(shown),
    ...(outcome ? { checkedAt: outcome.at.toISOString(), nextCheckBy: outcome.recheckAt.toISOString() } : {}),
    specification: toBody(spec),
  };
}

export function summaryView({
  name,
  espocrmUrl,
  state,
  health,
  secretExpiresAt,
  renewsAt,
  checkedAt,
}: ConnectionSummary): SummaryAnswer {
  return {
    name,
    state,
    health,
    espocrmUrl,
    ...(secretExpiresAt
      ? {
          clientSecret: {
            expiresAt: secretExpiresAt.toISOString(),
            ...(renewsAt ? { renewsAt: renewsAt.toISOString() } : {}),
          },
        }
      : {}),
    ...(checkedAt ? { checkedAt: checkedAt.toISOString() } : {}),
  };
}

export function planView(spec: ConnectionSpec, { actions, problems, recheckAt }: Plan): PlanAnswer {
  return {
    dryRun: true,
    name: spec.name,
    next: actions.map(shown),
    problems: [...problems],
    nextCheckBy: recheckAt.toISOString(),
    specification: toBody(spec),
  };
}
