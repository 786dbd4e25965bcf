/** A message of the work queue: a connection to reconcile, or several to check. */
import * as z from 'zod';
import { connectionNameSchema } from './connectionSpec';

const reconcileSchema = z.object({
  connection: connectionNameSchema,
  /** 0 when something outside asked for it; one more each time we ask ourselves again. */
  attempt: z.int().min(0).default(0),
});

const checkSchema = z.object({ check: z.array(connectionNameSchema) });
export const messageSchema = z.union([reconcileSchema, checkSchema]);
