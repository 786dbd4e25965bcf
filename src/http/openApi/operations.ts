/** Every HTTP route as the OpenAPI document describes it: one entry each, by the name of its function. */
import * as z from 'zod';
import {
  connectionAnswerSchema,
  healthAnswerSchema,
  listAnswerSchema,
  planAnswerSchema,
  removedAnswerSchema,
} from '../../contract/answers';
import { connectionNameSchema } from '../../contract/connectionName';
import { connectionBodySchema } from '../../contract/connectionSpec';
import { type ProblemType, problemDetailsSchema } from '../../contract/problemDetails';
import { rotateBodySchema } from '../../contract/underWay';
import { HEALTH_STATUSES } from '../../core/outcome';

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

export interface Operation {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** As it is registered: without the prefix `api`. `{name}` is the name of a connection. */
  readonly route: string;
  readonly summary: string;
  /** `page`: for people in a browser, who bring no function key. */
  readonly access: 'anyone' | 'read' | 'manage' | 'page';
  readonly query?: Readonly<Record<string, { readonly description: string; readonly schema: z.ZodType }>>;
  readonly body?: SchemaName;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Beside those that any route of its access can have. */
  readonly problems?: readonly ProblemType[];
}

const flag = z.enum(['true', 'false']).default('false');

export const operations: Readonly<Record<string, Operation>> = {
  list: {
    method: 'GET',
    route: 'connections',
    summary: 'Every connection with its state',
    access: 'read',
    answers: { 200: { description: 'All of them, in the order of their names.', schema: 'ConnectionList' } },
  },
  show: {
    method: 'GET',
    route: 'connections/{name}',
    summary: 'One connection with its state, problems and specification',
    access: 'read',
    answers: { 200: { description: 'As it was when it was last looked at.', schema: 'Connection' } },
    problems: ['invalid-request', 'not-found'],
  },
  provision: {
    method: 'PUT',
    route: 'connections/{name}',
    summary: 'Stores what is wanted and brings it about, or says what would be done',
    access: 'manage',
    query: {
      dryRun: {
        description: '`true` reads everything, changes nothing, and says what would be done.',
        schema: flag,
      },
    },
    body: 'ConnectionBody',
    answers: {
      200: { description: 'Settled: staff can sign in. Or the plan of a dry run.', schema: ['Connection', 'Plan'] },
      202: { description: 'Still settling, and going on by itself; look again at `Location`.', schema: 'Connection' },
    },
    problems: ['invalid-request', 'body-too-large', 'connection-busy', 'connection-blocked'],
  },
  rotate: {
    method: 'POST',
    route: 'connections/{name}/rotate',
    summary: 'Replaces the client secret now, and says what that interrupts',
    access: 'manage',
    body: 'RotateBody',
    answers: {
      200: { description: 'EspoCRM has the new secret.', schema: 'Connection' },
      202: { description: 'Going on by itself; look again at `Location`.', schema: 'Connection' },
    },
    problems: ['invalid-request', 'body-too-large', 'not-found', 'connection-busy', 'connection-blocked'],
  },
  deprovision: {
    method: 'DELETE',
    route: 'connections/{name}',
    summary: 'Gives EspoCRM its own login back and removes everything of ours',
    access: 'manage',
    query: {
      keepRegistration: { description: 'Leaves the app registration, without our client secrets.', schema: flag },
      keepSecrets: { description: 'Leaves the client secret in Key Vault.', schema: flag },
      espocrmIsGone: { description: 'EspoCRM does not exist any more, so it is not asked for anything.', schema: flag },
    },
    answers: {
      200: { description: 'Nothing is left.', schema: 'Removed' },
      202: { description: 'Going on by itself; look again at `Location`.', schema: 'Connection' },
    },
    problems: ['invalid-request', 'not-found', 'connection-busy', 'connection-blocked'],
  },
  health: {
    method: 'GET',
    route: 'health',
    summary: 'Whether the app itself is up',
    access: 'anyone',
    answers: { 200: { description: 'It is.', mediaType: 'application/health+json', schema: 'Health' } },
  },
  status: {
    method: 'GET',
    route: 'status',
    summary: 'The status page: every connection, worst first, for people',
    access: 'page',
    query: {
      show: { description: 'Only connections of that health.', schema: z.enum(HEALTH_STATUSES.toReversed()) },
      name: { description: 'Only connections whose name or address contains this.', schema: z.string() },
      page: { description: 'Which page, from 1 on.', schema: z.int().min(1) },
      refresh: { description: '`on`: the page loads itself anew every few minutes.', schema: z.literal('on') },
    },
    answers: { 200: { description: 'HTML, without any script.', mediaType: 'text/html' } },
  },
  openApi: {
    method: 'GET',
    route: 'openapi.json',
    summary: 'This document',
    access: 'read',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: 'OpenApi' } },
  },
};
