/** What goes on with a connection beside what is wanted of it, as stored and as asked for: a rotation, a removal, a move. */
import * as z from 'zod';
import { REVOCATIONS } from '../core/connection';
import { dateSchema } from './time';

export const revokeSchema = z.enum(REVOCATIONS);
const reasonSchema = z.string().trim().min(1, 'must say why, for the log').max(200, 'must have at most 200 characters');

export const rotationSchema = z.object({
  requestedAt: dateSchema,
  reason: reasonSchema,
  revoke: revokeSchema,
  replaces: z.array(z.string()).readonly(),
});

/** The body of `POST /api/connections/{name}/rotate`. */
export const rotateBodySchema = z.strictObject({ reason: reasonSchema, revoke: revokeSchema.default('after-overlap') });

export const removalSchema = z.object({
  keepRegistration: z.boolean(),
  keepSecrets: z.boolean(),
  espocrmIsGone: z.boolean(),
});

export const moveSchema = z.object({ at: dateSchema, from: z.array(z.string()).readonly() });
