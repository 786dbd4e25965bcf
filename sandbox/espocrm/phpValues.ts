/** Reads stored values the way PHP does: what counts as true, what as a text, what as a list. */
import * as z from 'zod';

const FALSY: readonly unknown[] = [undefined, null, false, 0, '', '0'];

/** Any text but '' and '0' is true, 'no' included. */
export const isTrue = (value: unknown): boolean =>
  !FALSY.includes(value) && !(Array.isArray(value) && value.length === 0);

/** Undefined for whatever PHP takes for false. */
export const textOf = (value: unknown): string | undefined => (isTrue(value) ? String(value) : undefined);

const texts = z.array(z.unknown()).catch([]);

export const textsOf = (value: unknown): readonly string[] =>
  texts.parse(value).filter((item): item is string => typeof item === 'string');

const record = z.record(z.string(), z.unknown()).catch({});

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> => record.parse(value);
