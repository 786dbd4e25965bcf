/** Errors of the API as RFC 9457 problem details; docs/errors.md explains each type. */
import * as z from 'zod';

/** Every kind of problem with its HTTP status and its title. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid.' },
  'body-too-large': { status: 413, title: 'The body is too large.' },
  'not-signed-in': { status: 401, title: 'It is not known who calls.' },
  'principal-not-trusted': { status: 401, title: 'The request names its own caller.' },
  'role-missing': { status: 403, title: 'The caller may not do this.' },
  'page-not-guarded': { status: 403, title: 'The page is shut, because nothing would ask who looks at it.' },
  'too-many-requests': { status: 429, title: 'There are too many requests.' },
  'not-found': { status: 404, title: 'There is no such connection.' },
  'connection-busy': { status: 409, title: 'The connection is being worked on.' },
  'connection-blocked': { status: 424, title: 'The connection is stored, but somebody has to act before it can work.' },
  'outside-failure': { status: 502, title: 'Another system did not do what was needed.' },
  'internal-error': { status: 500, title: 'Something went wrong here.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemType = keyof typeof PROBLEMS;
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
