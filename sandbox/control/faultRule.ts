/** A fault as it is asked for over HTTP: which operation goes wrong, how, and how often. */
import * as z from 'zod';

const responseSchema = z.strictObject({
  status: z.int().min(100).max(599),
  headers: z.record(z.string(), z.string()).exactOptional(),
  body: z.unknown().exactOptional(),
});

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(0).max(600_000) }),
  z.strictObject({ kind: z.literal('resetBefore') }),
  z.strictObject({ kind: z.literal('resetAfter') }),
  z.strictObject({ kind: z.literal('answer'), response: responseSchema, committed: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('truncate') }),
  z.strictObject({ kind: z.literal('stale') }),
]);

/** `operation`: every one of the service when left out; `times`: for ever; `after`: none passes first; `probability`: 1. */
export const faultRuleSchema = z.strictObject({
  service: z.enum(['graph', 'sts', 'keyvault', 'espocrm', 'imds', 'blob', 'queue']),
  operation: z.string().exactOptional(),
  fault: faultSchema,
  times: z.int().min(1).exactOptional(),
  after: z.int().min(0).exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
});
