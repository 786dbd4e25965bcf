/** What is put together: lists and objects. */
import { type Alternatives, leftOut } from '../change';
import { bare, part, partsIn, type Tree } from '../tree';

export function elements(tree: Tree): readonly Alternatives[] {
  if (tree.type !== 'ArrayExpression') return [];
  const all = partsIn(tree, 'elements');
  return all.filter((each) => !isOptional(each)).map((each) => [leftOut('element-dropped', all, each)]);
}

export function properties(tree: Tree): readonly Alternatives[] {
  if (tree.type !== 'ObjectExpression') return [];
  const all = partsIn(tree, 'properties');
  return all.filter((each) => !isOptional(each)).map((each) => [leftOut('property-dropped', all, each)]);
}

/** `...(condition ? { … } : {})`: where the condition never holds, it is left out. */
function isOptional(item: Tree): boolean {
  const spread = part(item, 'arguments') ?? part(item, 'expression');
  const value = spread && bare(spread);
  return value?.type === 'ConditionalExpression' && value.parts.some(({ text }) => text === '{}' || text === '[]');
}
