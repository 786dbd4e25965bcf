/** Reads what callers send to a vault, and holds it to the published limits. */
import * as z from 'zod';
import type { SecretSettings } from './secretStore';
import { badParameter } from './vaultRefusal';

/** about-secrets.md: a value up to 25 KB, 15 tags of 512 characters each side, a content type of 255. */
export const MAX_TAGS = 15;
const MAX_VALUE_BYTES = 25 * 1024;

const tags = z
  .record(z.string().max(512), z.string().max(512))
  .refine((record) => Object.keys(record).length <= MAX_TAGS);

const attributes = z.object({
  enabled: z.boolean().nullish(),
  nbf: z.int().nullish(),
  exp: z.int().nullish(),
});

const settings = z.object({
  contentType: z.string().max(255).nullish(),
  tags: tags.nullish(),
  attributes: attributes.nullish(),
});

const setBody = settings.extend({
  value: z.string().refine((text) => Buffer.byteLength(text) <= MAX_VALUE_BYTES),
});

const restoreBody = z.object({ value: z.string() });

/** The service names no field, whatever is wrong (azure-sdk-for-node#2198, terraform-provider-azurerm#16947). */
function parsed<Out>(schema: z.ZodType<Out>, body: unknown): Out {
  const result = schema.safeParse(body);
  if (!result.success) throw badParameter();
  return result.data;
}

/** Only what was given, so that a change leaves the rest alone. */
function changeOf({ contentType, tags, attributes }: z.infer<typeof settings>): Partial<SecretSettings> {
  const { enabled, nbf, exp } = attributes ?? {};
  return {
    ...(contentType != null && { contentType }),
    ...(tags != null && { tags }),
    ...(enabled != null && { enabled }),
    ...(nbf != null && { nbf }),
    ...(exp != null && { exp }),
  };
}

export function readSetBody(body: unknown): { value: string; settings: SecretSettings } {
  const { value, ...rest } = parsed(setBody, body);
  return { value, settings: { enabled: true, ...changeOf(rest) } };
}

export const readChangeBody = (body: unknown): Partial<SecretSettings> => changeOf(parsed(settings, body ?? {}));

export const readRestoreBody = (body: unknown): string => parsed(restoreBody, body).value;

export function readName(name: string): string {
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) throw badParameter(`The request URI contains an invalid name: ${name}`);
  return name;
}
