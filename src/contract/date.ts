/** An instant in JSON: ISO 8601 in UTC. */
import * as z from 'zod';

export const dateSchema = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
