/** An outcome as it is stored beside the connection, and the vocabularies it is told in, made from those of core. */
import * as z from 'zod';
import { type ActionKind, REASONS } from '../core/action';
import { RETRIES, SYSTEMS } from '../core/failure';
import { HEALTH_STATUSES, NOTE_CODES, STATES } from '../core/outcome';
import { PROBLEM_CODES } from '../core/problem';
import { dateSchema } from './time';

export const problemSchema = z.object({ code: z.enum(PROBLEM_CODES), detail: z.string() });
export const noteSchema = z.object({ code: z.enum(NOTE_CODES), detail: z.string() });

const action = <Kind extends ActionKind, Names extends z.core.$ZodLooseShape>(kind: Kind, names: Names) =>
  z.object({ kind: z.literal(kind), reason: z.enum(REASONS[kind]), ...names });

const keyId = z.string();
const ACTIONS = {
  register: action('register', {}),
  issue: action('issue', {}),
  deliver: action('deliver', { version: z.string(), keyId }),
  retire: action('retire', { keyId }),
  detach: action('detach', {}),
  deregister: action('deregister', {}),
  discard: action('discard', {}),
} satisfies { readonly [Kind in ActionKind]: z.ZodType<{ readonly kind: Kind }> };

const { register, issue, deliver, retire, detach, deregister, discard } = ACTIONS;
const actionSchema = z.discriminatedUnion('kind', [register, issue, deliver, retire, detach, deregister, discard]);
/** An action without what it names. */
export const actionKindSchema = z.keyof(z.object(ACTIONS));
export const reasonSchema = z.enum([...new Set(Object.values(REASONS).flat())]);

const failureSchema = z.object({
  system: z.enum(SYSTEMS),
  operation: z.string(),
  code: z.string(),
  status: z.number().exactOptional(),
  requestId: z.string().exactOptional(),
  retry: z.enum(RETRIES),
  advice: z.string(),
});

export const outcomeSchema = z.object({
  state: z.enum(STATES),
  health: z.object({
    status: z.enum(HEALTH_STATUSES),
    problems: z.array(problemSchema).readonly(),
    secretExpiresAt: dateSchema.optional(),
  }),
  done: z.array(actionSchema).readonly(),
  failure: failureSchema.optional(),
  failedIn: z.enum(['register', 'issue', 'deliver', 'retire']).optional(),
  appId: z.string().optional(),
  otherSecrets: z
    .array(z.object({ keyId, displayName: z.string().optional(), expiresAt: dateSchema }))
    .readonly()
    .optional(),
  notes: z.array(noteSchema).readonly().optional(),
  renewsAt: dateSchema.optional(),
  confirmedAt: dateSchema.optional(),
  missingSince: dateSchema.optional(),
  troubledSince: dateSchema.optional(),
  settledAs: z.string().optional(),
  at: dateSchema,
  recheckAt: dateSchema,
});
