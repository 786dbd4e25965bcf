/** What is done: single statements, and whole functions. */
import { type Alternatives, change } from '../change';
import { isFunction, part, partsIn, type Tree } from '../tree';

const DROPPED = ['ExpressionStatement', 'ThrowStatement', 'ForOfStatement'];

/** A `return` that answers something is left to the mutants of what it answers. One that is all that an `if` does is left out where its condition never holds. */
export function statements(tree: Tree): readonly Alternatives[] {
  if (!DROPPED.includes(tree.type) || isDirective(tree) || isAllOfAnIf(tree)) return [];
  return [[{ ...change('statement-dropped', tree, ''), instead: ';' }]];
}

const isDirective = (tree: Tree): boolean => part(tree, 'expression')?.type === 'StringLiteral';

function isAllOfAnIf({ parent, field }: Tree): boolean {
  if (!parent) return false;
  if (parent.type === 'IfStatement') return field === 'consequent' && !part(parent, 'alternate');
  return parent.type === 'BlockStatement' && parent.parts.length === 1 && isAllOfAnIf(parent);
}

/** Functions of a single statement are left to the operator above. */
export function functions(tree: Tree): readonly Alternatives[] {
  const body = isFunction(tree) || tree.type === 'Constructor' || tree.type === 'Part' ? part(tree, 'body') : undefined;
  const first = body && partsIn(body, 'stmts')[0];
  if (!first || partsIn(body, 'stmts').length < 2) return [];
  const { start } = first;
  const shown = { operator: 'early-return', code: '{', becomes: '{ return;', at: body.start } as const;
  return [[{ ...shown, start, end: start, instead: 'return; ' }]];
}
