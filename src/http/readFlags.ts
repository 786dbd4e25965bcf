/** Reads parameters of a request that are `true` or `false`. */
import type { HttpRequest } from '@azure/functions';
import type { FieldProblem } from './problem';
import { invalidRequest } from './problem';

/**
 * False where one is left out. Throws RequestRefused for any other value and any other parameter: a typing error must
 * not do for real what was only to be looked at, nor remove what was to be kept.
 */
export function readFlags<Name extends string>({ query }: HttpRequest, ...names: readonly Name[]): ReadonlySet<Name> {
  const errors: FieldProblem[] = [];
  const known: readonly string[] = [...names, 'code'];
  for (const name of new Set(query.keys()))
    if (!known.includes(name)) errors.push({ pointer: name, detail: 'is not a parameter of this request' });
  for (const name of names)
    if (query.getAll(name).some((value) => value !== 'true' && value !== 'false'))
      errors.push({ pointer: name, detail: 'must be true or false' });
  if (errors.length > 0) throw invalidRequest(errors);
  return new Set(names.filter((name) => query.get(name) === 'true'));
}
