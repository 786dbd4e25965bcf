/** Errors as RFC 9457 problem details, every problem of a request in one answer. */
import type { HttpResponseInit } from '@azure/functions';
import type { z } from 'zod';
import { PROBLEMS, type ProblemType, problemTypeOf } from '../contract/problemDetails';
import type { System } from '../core/failure';
import { RESPONSE_HEADERS } from './answer';

/** One thing that is wrong with a request. */
export interface FieldProblem {
  /** Where, as a JSON pointer into the body (`#/secret/validity`), or the name of a parameter. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemDetails {
  /** Names the kind of problem; explained in docs/errors.md. */
  readonly type: ProblemType;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}

export const problem = (type: ProblemType, detail: string, errors?: readonly FieldProblem[]): ProblemDetails => ({
  type,
  ...PROBLEMS[type],
  detail,
  ...(errors && { errors }),
});

/** Its title names the system. */
export const outsideFailure = (system: System, detail: string): ProblemDetails => ({
  ...problem('outside-failure', detail),
  title: `${system} did not do what was needed.`,
});

export const notFound = (name: string): ProblemDetails =>
  problem('not-found', `No connection is named ${JSON.stringify(name)}. GET /api/connections lists those there are.`);

/** Thrown by what reads a request; translated where the request came in. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly details: ProblemDetails;
  readonly headers: Readonly<Record<string, string>>;

  constructor(details: ProblemDetails, headers: Readonly<Record<string, string>> = {}) {
    super(details.detail);
    this.details = details;
    this.headers = headers;
  }
}

export function problemResponse(
  { type, ...rest }: ProblemDetails,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit {
  return {
    status: rest.status,
    headers: { ...RESPONSE_HEADERS, 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: problemTypeOf(type), ...rest }),
  };
}

export const refusal = (type: ProblemType, detail: string, headers?: Readonly<Record<string, string>>) =>
  new RequestRefused(problem(type, detail), headers);

export const invalidRequest = (errors: readonly FieldProblem[]): RequestRefused => {
  const things = errors.length === 1 ? 'One thing is' : `${errors.length} things are`;
  return new RequestRefused(problem('invalid-request', `${things} wrong with it; nothing was stored.`, errors));
};

/** Every issue of a zod error, each unknown field by itself. */
export function fieldProblems(issues: readonly z.core.$ZodIssue[]): FieldProblem[] {
  return issues.flatMap((issue) => {
    const at = (...more: string[]) =>
      `#${[...issue.path.map(String), ...more].map((step) => `/${escapePointer(step)}`).join('')}`;
    if (issue.code !== 'unrecognized_keys') return [{ pointer: at(), detail: wording(issue) }];
    return issue.keys.map((key) => ({ pointer: at(key), detail: 'is not a field of a connection' }));
  });
}

const escapePointer = (step: string) => step.replaceAll('~', '~0').replaceAll('/', '~1');

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is missing' : `must be of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}
