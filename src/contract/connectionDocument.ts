/** A connection as it lies in its blob, and the summary beside it that one list call shows. */
import * as z from 'zod';
import type { ConnectionSpec } from '../core/connection';
import { plannedRenewal } from '../core/decide/renewal';
import type { ConnectionName } from '../core/ids';
import { HEALTH_STATUSES, type Outcome, STATES } from '../core/outcome';
import type { ConnectionSummary, KnownConnection } from '../reconcile/connector';
import { connectionBodySchema, toSpec } from './connectionSpec';
import { outcomeSchema } from './outcome';
import { dateSchema } from './time';
import { moveSchema, removalSchema, rotationSchema } from './underWay';

export const documentSchema = z.object({
  version: z.literal(1),
  body: connectionBodySchema,
  rotation: rotationSchema.optional(),
  removal: removalSchema.optional(),
  moved: moveSchema.optional(),
  outcome: outcomeSchema.optional(),
});

export function toDocument(spec: ConnectionSpec, outcome: Outcome | undefined): string {
  const { name: _, rotation, removal, moved, ...body } = spec;
  return JSON.stringify(z.encode(documentSchema, { version: 1, body, rotation, removal, moved, outcome }), null, 2);
}

/** Of which kind an outcome is, is not stored: a failure tells. */
function ofOneKind({ failure, failedIn, missingSince, settledAs, ...told }: z.output<typeof outcomeSchema>): Outcome {
  if (failure) return { kind: 'stopped', ...told, failure, failedIn };
  return { kind: 'ended', ...told, missingSince, settledAs };
}

/** Throws when the text is not a connection document. */
export function readDocument(name: ConnectionName, text: string): KnownConnection {
  const { body, outcome, rotation, removal, moved } = z.decode(documentSchema, JSON.parse(text));
  return { spec: { ...toSpec(name, body), rotation, removal, moved }, outcome: outcome && ofOneKind(outcome) };
}

const dateOrNone = dateSchema.optional().catch(undefined);
const summarySchema = z.object({
  espocrmurl: z.string(),
  state: z.enum(STATES),
  health: z.enum(HEALTH_STATUSES),
  secretexpiresat: dateOrNone,
  renewsat: dateOrNone,
  checkedat: dateOrNone,
});

/** As blob metadata: names in lower case, values in ASCII. */
export function toSummary(spec: ConnectionSpec, outcome: Outcome | undefined): Record<string, string> {
  const { espocrmUrl } = spec;
  if (!outcome) return { espocrmurl: espocrmUrl, state: 'settling', health: 'fail' };
  const { state, health, at, renewsAt } = outcome;
  const expiresAt = health.secretExpiresAt;
  return {
    espocrmurl: espocrmUrl,
    state,
    health: health.status,
    checkedat: at.toISOString(),
    ...(expiresAt && {
      secretexpiresat: expiresAt.toISOString(),
      renewsat: plannedRenewal(spec, expiresAt, renewsAt).toISOString(),
    }),
  };
}

/** Undefined when the metadata is not one of our summaries. */
export function readSummary(
  name: ConnectionName,
  metadata: Readonly<Record<string, string>>,
): ConnectionSummary | undefined {
  const parsed = summarySchema.safeParse(metadata);
  if (!parsed.success) return undefined;
  const { espocrmurl, state, health, secretexpiresat, renewsat, checkedat } = parsed.data;
  const dates = { secretExpiresAt: secretexpiresat, renewsAt: renewsat, checkedAt: checkedat };
  return { name, espocrmUrl: espocrmurl, state, health, ...dates };
}
