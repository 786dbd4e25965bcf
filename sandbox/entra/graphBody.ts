/** Reads a request body against its schema, and says what is wrong with it in Graph's words. */
import * as z from 'zod';
import type { SimRequest } from '../kit/simulator';
import { graphRefusals } from './graphRefusal';

const anyObject = z.record(z.string(), z.unknown());

const named = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The whole body, without annotations. */
export function objectOf({ text, body }: Pick<SimRequest, 'text' | 'body'>): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  const read = anyObject.safeParse(body);
  if (!read.success) throw graphRefusals.unreadable();
  return Object.fromEntries(Object.entries(read.data).filter(([name]) => !name.startsWith('@odata.')));
}

/** `type` is the resource's name in error texts. */
export function parsedBody<T>(schema: z.ZodType<T>, value: unknown, type: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = (issue?.path ?? []).filter((part) => typeof part === 'string');
  if (issue?.code === 'unrecognized_keys')
    throw graphRefusals.unknownProperty(issue.keys.join("', '"), named(path.at(-1) ?? type));
  throw graphRefusals.invalidValue(path.at(-1) ?? type, named(path.at(-2) ?? type));
}
