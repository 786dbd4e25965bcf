/** The OpenAPI 3.1 document, made from the schemas that validate. */
import * as z from 'zod';
import { version } from '../../../package.json';
import { PROBLEMS, type ProblemType, problemTypeOf } from '../../contract/problemDetails';
import { type Access, pathOf } from '../routes';
import { type Answer, type Operation, operations, type SchemaName, schemas } from './operations';

type Json = Readonly<Record<string, unknown>>;
const refTo = (name: string) => `#/components/schemas/${name}`;
const schemaOf = (names: SchemaName | readonly SchemaName[]): Json => {
  const [first, ...more] = [names].flat().map((name) => ({ $ref: refTo(name) }));
  return first && more.length === 0 ? first : { anyOf: [first, ...more] };
};

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** As a request would write it: zod knows only what a default becomes. Dates are said once, by their format. */
const asWritten: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  if (def.type === 'default') jsonSchema.default = z.encode(def.innerType, def.defaultValue);
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
};

function components(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { io: 'input', uri: refTo, override: asWritten });
  const bare = Object.entries(made.schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]);
  return {
    schemas: Object.fromEntries(bare),
    securitySchemes: {
      functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' },
      entra: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'Where App Service authentication is on: a token of the Entra tenant with an app role.',
      },
    },
  };
}

const inline = (schema: z.ZodType): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', override: asWritten });
  return rest;
};

const flagSchema = z.enum(['true', 'false']).default('false');

function parameters({ path, flags = [], meanings = {}, query = {} }: Operation): Json[] {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: 'Name of the connection.',
    schema: schemaOf('ConnectionName'),
  }));
  const asked = (name: string, description: string | undefined, schema: z.ZodType) => ({
    name,
    in: 'query',
    description,
    schema: inline(schema),
  });
  return [
    ...named,
    ...flags.map((name) => asked(name, meanings[name], flagSchema)),
    ...Object.entries(query).map(([name, { description, schema }]) => asked(name, description, schema)),
  ];
}

/** What any request of that access can meet. */
const COMMON: Readonly<Record<Access, readonly ProblemType[]>> = (() => {
  const read = ['not-signed-in', 'principal-not-trusted', 'role-missing', 'outside-failure', 'internal-error'] as const;
  return { anyone: [], read, manage: [...read, 'too-many-requests'], page: [...read, 'page-not-guarded'] };
})();

function responses({ access, answers, problems = [] }: Operation): Json {
  const byStatus = new Map<number, ProblemType[]>();
  for (const type of [...problems, ...COMMON[access]]) {
    const { status } = PROBLEMS[type];
    byStatus.set(status, [...(byStatus.get(status) ?? []), type]);
  }
  const good = Object.entries(answers).map(([status, answer]) => [status, response(answer)]);
  return Object.fromEntries([...good, ...[...byStatus].map(([status, types]) => [status, problemResponse(types)])]);
}

const response = ({ description, mediaType = 'application/json', schema }: Answer): Json => ({
  description,
  content: { [mediaType]: { schema: schema ? schemaOf(schema) : { type: 'string' } } },
});

const problemResponse = (types: readonly ProblemType[]): Json => ({
  description: `${types.map((type) => `\`${type}\``).join(' or ')}; docs/errors.md says more.`,
  content: {
    'application/problem+json': {
      schema: {
        allOf: [
          schemaOf('ProblemDetails'),
          { type: 'object', properties: { type: { enum: types.map(problemTypeOf) } } },
        ],
      },
    },
  },
});

const SECURITY: Readonly<Record<Access, readonly Json[]>> = {
  anyone: [],
  read: [{ functionKey: [] }, { functionKey: [], entra: [] }],
  manage: [{ functionKey: [] }, { functionKey: [], entra: [] }],
  page: [{ entra: [] }],
};

const described = ([operationId, operation]: readonly [string, Operation]): Json => ({
  operationId,
  summary: operation.summary,
  parameters: parameters(operation),
  ...(operation.body && {
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(operation.body) } } },
  }),
  responses: responses(operation),
  security: SECURITY[operation.access],
});

export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const entry of Object.entries<Operation>(operations)) {
    const [, operation] = entry;
    const path = pathOf(operation);
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: described(entry) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'EspoCRM Entra connector', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: components(),
  };
}
