/** What the API answers when nothing is wrong. Every field is listed: one more in an answer is a mistake. */
import * as z from 'zod';
import { connectionBodySchema, connectionNameSchema } from './connectionSpec';
import { actionKindSchema, noteSchema, outcomeSchema, problemSchema, reasonSchema } from './outcome';
import { removalSchema, revokeSchema } from './underWay';

const stateSchema = outcomeSchema.shape.state.describe(
  '`settled`: nothing left to do now. `settling`: continued by itself. `blocked`: a person has to act first.',
);
const healthSchema = outcomeSchema.shape.health.shape.status.describe(
  '`pass`: nothing is left to do. `warn`: staff can sign in, but something is left to do. `fail`: they cannot, or soon cannot.',
);
const dateText = z.iso.datetime();
const expiresAt = dateText.describe('When the client secret that EspoCRM holds expires.');
const renewsAt = dateText.describe('From when on it is replaced.');
const checkedAt = dateText.describe('When the connection was last looked at.').optional();
const nextCheckBy = dateText.describe('When the next thing is due if nobody changes anything.');
const stepSchema = z.strictObject({ action: actionKindSchema, reason: reasonSchema });
const problemsSchema = z.array(z.strictObject(problemSchema.shape)).describe('What stands in the way, and what to do.');

export const connectionAnswerSchema = z.strictObject({
  name: connectionNameSchema,
  state: stateSchema,
  health: healthSchema,
  applicationId: z.string().optional().describe('Application (client) id of the registration in Entra.'),
  clientSecret: z
    .strictObject({
      expiresAt,
      renewsAt,
      confirmedAt: dateText.optional().describe('When EspoCRM last proved that Entra accepts the secret it holds.'),
    })
    .optional(),
  rotation: z
    .strictObject({
      requestedAt: dateText,
      reason: z.string(),
      revoke: revokeSchema,
      interruption: z.string().describe('What it interrupts.'),
    })
    .optional()
    .describe('The last rotation that somebody asked for.'),
  removal: removalSchema.optional().describe('Set while the connection is being removed.'),
  otherClientSecrets: z
    .array(z.strictObject({ keyId: z.string(), displayName: z.string().optional(), expiresAt: dateText }))
    .optional()
    .describe('Client secrets on the registration that somebody else made: never removed unless a request names them.'),
  notes: z.array(z.strictObject(noteSchema.shape)).optional().describe('Worth knowing; nothing to be mended.'),
  problems: problemsSchema,
  done: z.array(stepSchema).describe('What the last run did, in order.'),
  checkedAt,
  nextCheckBy: nextCheckBy.optional(),
  specification: connectionBodySchema,
});
export type ConnectionAnswer = z.input<typeof connectionAnswerSchema>;

export const removedAnswerSchema = z.strictObject({
  name: connectionNameSchema,
  state: z.literal('removed'),
  done: z.array(stepSchema).describe('What was done, in order.'),
  left: z.array(z.string()).describe('What a person may still want to look after.'),
});
export type RemovedAnswer = z.input<typeof removedAnswerSchema>;

export const listAnswerSchema = z.strictObject({
  connections: z.array(
    z.strictObject({
      name: connectionNameSchema,
      state: stateSchema,
      health: healthSchema,
      espocrmUrl: z.string(),
      clientSecret: z.strictObject({ expiresAt, renewsAt: renewsAt.optional() }).optional(),
      checkedAt,
    }),
  ),
});
export type SummaryAnswer = z.input<typeof listAnswerSchema>['connections'][number];

export const planAnswerSchema = z.strictObject({
  dryRun: z.literal(true),
  name: connectionNameSchema,
  next: z.array(stepSchema).describe('What would be done first.'),
  problems: problemsSchema,
  nextCheckBy,
  specification: connectionBodySchema,
});
export type PlanAnswer = z.input<typeof planAnswerSchema>;
export const healthAnswerSchema = z.strictObject({ status: z.literal('pass') });
