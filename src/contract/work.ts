/** A message of the work queue: the connection to look at, and for the how-many-th time in a row; or some to glance at. */
import * as z from 'zod';
import { connectionNameSchema } from './connectionName';

const lookSchema = z.object({
  connection: connectionNameSchema,
  /** 0 when something outside asked for it; one more each time we ask ourselves again. */
  attempt: z.int().min(0).default(0),
});

const checkSchema = z.object({ check: z.array(connectionNameSchema) });

export const workSchema = z.union([lookSchema, checkSchema]);
