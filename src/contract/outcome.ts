/** An outcome as it is stored beside the connection. */
import * as z from 'zod';

const dateSchema = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const problemSchema = z.object({
  code: z.enum([
    'registration-not-owned',
    'registration-too-powerful',
    'too-many-credentials',
    'espocrm-url-differs',
    'secret-expires-soon',
    'secret-expired',
    'outside-failure',
  ]),
  detail: z.string(),
});

const actionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('register'), reason: z.enum(['missing', 'drifted']) }),
  z.object({ kind: z.literal('issue'), reason: z.enum(['missing', 'revoked', 'expiring']) }),
  z.object({
    kind: z.literal('deliver'),
    reason: z.enum(['new', 'drifted', 'refresh', 'before-retiring']),
    version: z.string(),
    keyId: z.string(),
  }),
  z.object({ kind: z.literal('retire'), reason: z.literal('superseded'), keyId: z.string() }),
]);

const failureSchema = z.object({
  system: z.enum(['Entra', 'Microsoft Graph', 'Key Vault', 'EspoCRM', 'Storage', 'Managed identity']),
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
  confirmedAt: dateSchema.optional(),
  at: dateSchema,
  recheckAt: dateSchema,
});
