/** Mutants that no test can tell from the original, each with its reason; told by name, so that moving code does not matter. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { OPERATORS, type Operator } from './change';
import type { Mutant } from './makeMutants';
import { squeezed } from './tree';

const operators = Object.keys(OPERATORS).filter((name): name is Operator => name in OPERATORS);

const entrySchema = z.strictObject({
  file: z.string(),
  within: z.string(),
  operator: z.enum(operators),
  code: z.string(),
  becomes: z.string(),
  /** Which of several that are the same in all of that; left out for the first. */
  nth: z.number().int().positive().default(1),
  reason: z.string().min(20, 'must say why no test can tell it from the original'),
});

export type Equivalent = z.infer<typeof entrySchema>;

/** More than that, and the list hides what tests are missing. */
export const MOST = 0.05;

export const readEquivalents = (path: string): readonly Equivalent[] =>
  z.array(entrySchema).parse(JSON.parse(readFileSync(path, 'utf8')));

type Named = Pick<Mutant, 'file' | 'within' | 'operator' | 'code' | 'becomes' | 'nth'>;

/** As an entry of the list, but for the reason. */
export const nameOf = ({ file, within, operator, code, becomes, nth }: Named): string =>
  JSON.stringify({ file, within, operator, code, becomes, ...(nth === 1 ? {} : { nth }) });

/** The same however the formatter breaks its lines. */
export const keyOf = (named: Named): string =>
  nameOf({ ...named, code: squeezed(named.code), becomes: squeezed(named.becomes) });
