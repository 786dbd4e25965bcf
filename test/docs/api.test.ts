/** docs/api.md has every field of a connection with its default, and every status that a request can be answered with. */
import * as z from 'zod';
import { openApiDocument } from '../../src/http/openApi/openApiDocument';
import { codesIn, rowsIn, sectionOf } from './documents';

const jsonSchema = z.looseObject({ $ref: z.string().optional() });
const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).optional(),
  default: z.unknown().optional(),
});
const document = z
  .looseObject({
    paths: z.looseObject({
      '/api/connections/{name}': z.looseObject({
        put: z.looseObject({
          requestBody: z.looseObject({
            content: z.looseObject({ 'application/json': z.looseObject({ schema: z.unknown() }) }),
          }),
          responses: z.record(z.string(), z.unknown()),
        }),
      }),
    }),
    components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
  })
  .parse(JSON.parse(JSON.stringify(openApiDocument())));
const { put } = document.paths['/api/connections/{name}'];

/** Every field below a schema with its default as the contract has it; undefined where there is none. */
function fieldsOf(schema: unknown, path: readonly string[] = []): readonly (readonly [string, unknown])[] {
  const name = jsonSchema.parse(schema).$ref?.split('/').at(-1);
  if (name !== undefined) return fieldsOf(document.components.schemas[name], path);
  const object = objectSchema.safeParse(schema).data;
  if (!object) return [[path.join('.'), z.looseObject({ default: z.unknown() }).safeParse(schema).data?.default]];
  return Object.entries(object.properties).flatMap(([field, below]) => fieldsOf(below, [...path, field]));
}

const fields = fieldsOf(put.requestBody.content['application/json'].schema);
const explained = new Map(
  rowsIn(sectionOf('docs/api.md', 'The body').split('\n###')[0] ?? '').map(([field, byDefault = '']) => [
    codesIn(field)[0] ?? '',
    byDefault,
  ]),
);

test('every field is explained, and no other', () => {
  expect([...explained.keys()].sort()).toEqual(fields.map(([field]) => field).sort());
});

test('every default of the contract is told', () => {
  const defaults = fields.filter(([, byDefault]) => byDefault !== undefined);
  expect(defaults.length).toBeGreaterThan(5);
  const asTold = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  for (const [field, byDefault] of defaults)
    expect([field, codesIn(explained.get(field))[0]]).toEqual([field, asTold(byDefault)]);
});

test('every status of the contract is told, beside those of a fault of the app', () => {
  const told = rowsIn(sectionOf('docs/api.md', 'Provision')).flatMap(([statuses = '']) => statuses.split(', '));
  expect([...told, '500'].sort()).toEqual(Object.keys(put.responses).sort());
});
