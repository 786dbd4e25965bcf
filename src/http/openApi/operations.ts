/** Every route as the OpenAPI document describes it: what `ROUTES` says of it, and what people want to know beside. */
import * as z from 'zod';
import {
  connectionAnswerSchema,
  healthAnswerSchema,
  listAnswerSchema,
  planAnswerSchema,
  removedAnswerSchema,
} from '../../contract/answers';
import { connectionBodySchema, connectionNameSchema } from '../../contract/connectionSpec';
import { type ProblemType, problemDetailsSchema } from '../../contract/problemDetails';
import { rotateBodySchema } from '../../contract/underWay';
import { HEALTH_STATUSES } from '../../core/outcome';
import { ROUTES, type Route, type RouteName } from '../routes';

/** What `operations` refer to; each is a component of the document. */
export const schemas = {
  ConnectionName: connectionNameSchema,
  ConnectionBody: connectionBodySchema,
  Connection: connectionAnswerSchema,
  ConnectionList: listAnswerSchema,
  Plan: planAnswerSchema,
  RotateBody: rotateBodySchema,
  Removed: removedAnswerSchema,
  Health: healthAnswerSchema,
  ProblemDetails: problemDetailsSchema,
  OpenApi: z.looseObject({ openapi: z.literal('3.1.0') }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type SchemaName = keyof typeof schemas;

export interface Answer {
  readonly description: string;
  /** Left out: `application/json`. */
  readonly mediaType?: string;
  /** Left out: text. Several: any of them. */
  readonly schema?: SchemaName | readonly SchemaName[];
}

export interface Operation extends Route {
  readonly summary: string;
  /** What each flag means. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** Parameters that are no flags. */
  readonly query?: Readonly<Record<string, { readonly description: string; readonly schema: z.ZodType }>>;
  readonly body?: SchemaName;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Beside those that any route of its access can have. */
  readonly problems?: readonly ProblemType[];
}

type Meanings<R> = R extends { readonly flags: readonly (infer Flag extends string)[] }
  ? { readonly meanings: Readonly<Record<Flag, string>> }
  : unknown;

/** Complete by its type: a route that is not described does not compile, nor one that is described as another. */
export const operations: {
  readonly [Name in RouteName]: Operation & (typeof ROUTES)[Name] & Meanings<(typeof ROUTES)[Name]>;
} = {
  list: {
    ...ROUTES.list,
    summary: 'Every connection with its state',
    answers: { 200: { description: 'All of them, in the order of their names.', schema: 'ConnectionList' } },
  },
  show: {
    ...ROUTES.show,
    summary: 'One connection with its state, problems and specification',
    answers: { 200: { description: 'As it was when it was last looked at.', schema: 'Connection' } },
    problems: ['invalid-request', 'not-found'],
  },
  provision: {
    ...ROUTES.provision,
    summary: 'Stores what is wanted and brings it about, or says what would be done',
    meanings: { dryRun: '`true` reads everything, changes nothing, and says what would be done.' },
    body: 'ConnectionBody',
    answers: {
      200: { description: 'Settled: staff can sign in. Or the plan of a dry run.', schema: ['Connection', 'Plan'] },
      202: { description: 'Still settling, and going on by itself; look again at `Location`.', schema: 'Connection' },
    },
    problems: ['invalid-request', 'body-too-large', 'connection-busy', 'connection-blocked'],
  },
  rotate: {
    ...ROUTES.rotate,
    summary: 'Replaces the client secret now, and says what that interrupts',
    body: 'RotateBody',
    answers: {
      200: { description: 'EspoCRM has the new secret.', schema: 'Connection' },
      202: { description: 'Going on by itself; look again at `Location`.', schema: 'Connection' },
    },
    problems: ['invalid-request', 'body-too-large', 'not-found', 'connection-busy', 'connection-blocked'],
  },
  deprovision: {
    ...ROUTES.deprovision,
    summary: 'Gives EspoCRM its own login back and removes everything of ours',
    meanings: {
      keepRegistration: 'Leaves the app registration, without our client secrets.',
      keepSecrets: 'Leaves the client secret in Key Vault.',
      espocrmIsGone: 'EspoCRM does not exist any more, so it is not asked for anything.',
    },
    answers: {
      200: { description: 'Nothing is left.', schema: 'Removed' },
      202: { description: 'Going on by itself; look again at `Location`.', schema: 'Connection' },
    },
    problems: ['invalid-request', 'not-found', 'connection-busy', 'connection-blocked'],
  },
  health: {
    ...ROUTES.health,
    summary: 'Whether the app itself is up',
    answers: { 200: { description: 'It is.', mediaType: 'application/health+json', schema: 'Health' } },
  },
  status: {
    ...ROUTES.status,
    summary: 'The status page: every connection, worst first, for people',
    query: {
      show: { description: 'Only connections of that health.', schema: z.enum(HEALTH_STATUSES.toReversed()) },
      name: { description: 'Only connections whose name or address contains this.', schema: z.string() },
      page: { description: 'Which page, from 1 on.', schema: z.int().min(1) },
      refresh: { description: '`on`: the page loads itself anew every few minutes.', schema: z.literal('on') },
    },
    answers: { 200: { description: 'HTML, without any script.', mediaType: 'text/html' } },
  },
  openApi: {
    ...ROUTES.openApi,
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: 'OpenApi' } },
  },
};
