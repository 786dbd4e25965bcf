/** The name of a connection, as it appears in URLs, secrets and registrations. */
import * as z from 'zod';

export const connectionNameSchema = z
  .string()
  .max(40, 'must have at most 40 characters')
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'must consist of small letters, digits and hyphens, and begin and end with a letter or digit',
  );
