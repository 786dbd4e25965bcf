/** Errors of the API as RFC 9457 problem details; docs/errors.md explains each type. */
import * as z from 'zod';

/** Every kind of problem with its status. */
export const PROBLEM_STATUS = {
  'invalid-request': 400,
  'body-too-large': 413,
  'not-signed-in': 401,
  'principal-not-trusted': 401,
  'role-missing': 403,
  'page-not-guarded': 403,
  'too-many-requests': 429,
  'not-found': 404,
  'connection-busy': 409,
  'connection-blocked': 424,
  'outside-failure': 502,
  'internal-error': 500,
} as const satisfies Readonly<Record<string, number>>;

export type ProblemType = keyof typeof PROBLEM_STATUS;

const PROBLEM_TYPE_BASE = 'urn:espocrm-entra-connector:';
/** A name, not an address: docs/errors.md explains each. */
export const problemTypeOf = (type: ProblemType): string => `${PROBLEM_TYPE_BASE}${type}`;

export const problemDetailsSchema = z.strictObject({
  type: z.string().regex(new RegExp(`^${PROBLEM_TYPE_BASE}[a-z-]+$`)),
  status: z.int().min(400).max(599),
  title: z.string().describe('The same for every problem of this type.'),
  detail: z.string().describe('What is wrong this time, and what to do about it.'),
  errors: z
    .array(
      z.strictObject({
        pointer: z
          .string()
          .describe('Where: a JSON pointer into the body, the name of a parameter, or the code of a problem.'),
        detail: z.string(),
      }),
    )
    .optional()
    .describe('Everything that is wrong, where that is more than one thing.'),
});
