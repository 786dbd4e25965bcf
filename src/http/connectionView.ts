/** A connection as the API shows it: what is wanted, how it is doing, what is due; never a secret. */
import * as z from 'zod';
import type { ConnectionAnswer, PlanAnswer, SummaryAnswer } from '../contract/answers';
import { toBody } from '../contract/connectionSpec';
import { durationSchema } from '../contract/time';
import { type Action, actionsOf, type Plan, problemsOf } from '../core/action';
import type { ConnectionSpec, Rotation } from '../core/connection';
import { plannedRenewal } from '../core/decide/renewal';
import type { OtherSecret, Outcome } from '../core/outcome';
import type { ConnectionSummary } from '../reconcile/connector';

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
            renewsAt: plannedRenewal(spec, expiresAt, outcome.renewsAt).toISOString(),
            ...(outcome.confirmedAt ? { confirmedAt: outcome.confirmedAt.toISOString() } : {}),
          },
        }
      : {}),
    ...(spec.rotation ? { rotation: rotationView(spec.rotation, spec) } : {}),
    ...(spec.removal ? { removal: spec.removal } : {}),
    ...(outcome?.otherSecrets?.length ? { otherClientSecrets: outcome.otherSecrets.map(otherView) } : {}),
    ...(outcome?.notes?.length ? { notes: [...outcome.notes] } : {}),
    problems: [...(outcome?.health.problems ?? [])],
    done: (outcome?.done ?? []).map(shown),
    ...(outcome ? { checkedAt: outcome.at.toISOString(), nextCheckBy: outcome.recheckAt.toISOString() } : {}),
    specification: toBody(spec),
  };
}

/** What each way of revoking costs, said before anybody finds out. */
const INTERRUPTION = {
  'after-overlap': (overlap: string) => `None: the replaced secret works for ${overlap} beside its successor.`,
  'after-delivery': () =>
    "For some minutes single sign-ins may fail, until all of Entra's servers know the new secret. Open sessions go on.",
  immediately: () =>
    'Nobody could sign in through Entra from the request until EspoCRM had the new secret, mostly less than a minute; after that single sign-ins may fail for some minutes. Open sessions go on.',
} as const;

const otherView = ({ keyId, displayName, expiresAt }: OtherSecret) => ({
  keyId,
  displayName,
  expiresAt: expiresAt.toISOString(),
});

const rotationView = ({ requestedAt, reason, revoke }: Rotation, { secret }: ConnectionSpec) => ({
  requestedAt: requestedAt.toISOString(),
  reason,
  revoke,
  interruption: INTERRUPTION[revoke](z.encode(durationSchema, secret.overlap)),
});

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

export function planView(spec: ConnectionSpec, next: Plan): PlanAnswer {
  return {
    dryRun: true,
    name: spec.name,
    next: actionsOf(next).map(shown),
    problems: [...problemsOf(next)],
    nextCheckBy: next.recheckAt.toISOString(),
    specification: toBody(spec),
  };
}
