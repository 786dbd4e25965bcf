/** Holds an answer of the app to what its OpenAPI document says of it. */
import * as z from 'zod';
import type { ApiAnswer } from '../../sandbox/story/connectorApi';
import { openApiDocument } from '../../src/http/openApi/openApiDocument';

const mediaSchema = z.object({ schema: z.json() });
const operationSchema = z.object({
  operationId: z.string(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), mediaSchema) })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.json()) }),
});

const { paths, components } = documentSchema.parse(openApiDocument());

/** Each operation with its method in small letters and its path, for example `/api/connections/{name}`. */
export const documented = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
);

/** zod resolves `$defs` only, which is another place for the same schemas. */
const moved = (schema: unknown) => JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/');
const made = new Map<unknown, z.ZodType>();
/** Once for each schema: tests that wait for something ask many times. */
function toZod(schema: unknown): z.ZodType {
  const known = made.get(schema);
  if (known) return known;
  const fresh = z.fromJSONSchema({ ...JSON.parse(moved(schema)), $defs: JSON.parse(moved(components.schemas)) });
  made.set(schema, fresh);
  return fresh;
}

const matches = (template: string, path: string) =>
  new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);

/** What the document does not allow about the answer, or undefined. A path without any operation is nobody's. */
export function contractBreach(method: string, pathAndQuery: string, { status, headers, body }: ApiAnswer) {
  // As clients send it: dots are resolved away.
  const path = new URL(pathAndQuery, 'http://localhost').pathname;
  const found = documented.find((each) => each.method === method.toLowerCase() && matches(each.path, path));
  if (!found) return undefined;
  const content = found.operation.responses[status]?.content;
  if (!content) return `status ${status} is not in the document`;
  const type = String(headers['content-type']).split(';')[0] ?? '';
  const media = content[type];
  if (!media) return `${type} is not in the document for status ${status}`;
  const parsed = toZod(media.schema).safeParse(body);
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}
