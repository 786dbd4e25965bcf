/** The app's answers as the command line reads them: what it needs of each, and no more. */
import * as z from 'zod';
import { HEALTH_STATUSES, STATES } from '../src/core/outcome';

const state = z.enum(STATES);
const health = z.enum(HEALTH_STATUSES);
const problems = z.array(z.object({ code: z.string(), detail: z.string() })).readonly();
const actions = z.array(z.object({ action: z.string(), reason: z.string() })).readonly();

export const connectionSchema = z.object({
  name: z.string(),
  state,
  health,
  applicationId: z.string().optional(),
  clientSecret: z
    .object({ expiresAt: z.string(), renewsAt: z.string(), confirmedAt: z.string().optional() })
    .optional(),
  rotation: z.object({ requestedAt: z.string(), reason: z.string(), interruption: z.string() }).optional(),
  otherClientSecrets: z
    .array(z.object({ keyId: z.string(), displayName: z.string().optional(), expiresAt: z.string() }))
    .optional(),
  problems,
  done: actions,
  checkedAt: z.string().optional(),
  nextCheckBy: z.string().optional(),
  specification: z.object({ espocrmUrl: z.string() }),
});
export type Connection = z.infer<typeof connectionSchema>;

const summarySchema = z.object({
  name: z.string(),
  state,
  health,
  espocrmUrl: z.string(),
  clientSecret: z.object({ expiresAt: z.string() }).optional(),
  checkedAt: z.string().optional(),
});
export type Summary = z.infer<typeof summarySchema>;
export const listSchema = z.object({ connections: z.array(summarySchema).readonly() });

export const planSchema = z.object({ dryRun: z.literal(true), name: z.string(), next: actions, problems });
export const removedSchema = z.object({
  state: z.literal('removed'),
  done: actions,
  left: z.array(z.string()).readonly(),
});

/** RFC 9457. */
export const problemSchema = z.object({
  type: z.string().optional(),
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
