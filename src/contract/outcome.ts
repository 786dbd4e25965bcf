/** An outcome as it is stored beside the connection. */
import * as z from 'zod';
import { PROBLEM_CODES } from '../core/problem';
import { dateSchema } from './date';

export const problemSchema = z.object({
  code: z.enum(PROBLEM_CODES),
  detail: z.string(),
});

export const noteSchema = z.object({
  code: z.enum(['user-names-cut-off', 'validity-shortened']),
  detail: z.string(),
});

const actionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('register'), reason: z.enum(['missing', 'drifted', 'moved']) }),
  z.object({ kind: z.literal('issue'), reason: z.enum(['missing', 'revoked', 'unusable', 'expiring', 'requested']) }),
  z.object({
    kind: z.literal('deliver'),
    reason: z.enum(['new', 'drifted', 'refresh', 'before-retiring']),
    version: z.string(),
    keyId: z.string(),
  }),
  z.object({
    kind: z.literal('retire'),
    reason: z.enum(['superseded', 'leaked', 'unwanted', 'named']),
    keyId: z.string(),
  }),
  z.object({ kind: z.literal('detach'), reason: z.literal('unwanted') }),
  z.object({ kind: z.literal('deregister'), reason: z.literal('unwanted') }),
  z.object({ kind: z.literal('discard'), reason: z.literal('unwanted') }),
]);

const failureSchema = z.object({
  system: z.enum(['Entra', 'Microsoft Graph', 'Key Vault', 'EspoCRM', 'Storage', 'Managed identity', 'Webhook']),
  operation: z.string(),
  code: z.string(),
  status: z.number().exactOptional(),
  requestId: z.string().exactOptional(),
  retry: z.enum(['soon', 'later', 'never']),
  advice: z.string(),
});

export const outcomeSchema = z.object({
  state: z.enum(['settled', 'settling', 'blocked']),
  health: z.object({
    status: z.enum(['pass', 'warn', 'fail']),
    problems: z.array(problemSchema).readonly(),
    secretExpiresAt: dateSchema.optional(),
  }),
  done: z.array(actionSchema).readonly(),
  failure: failureSchema.optional(),
  failedIn: z.enum(['register', 'issue', 'deliver', 'retire']).optional(),
  appId: z.string().optional(),
  otherSecrets: z
    .array(z.object({ keyId: z.string(), displayName: z.string().optional(), expiresAt: dateSchema }))
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
