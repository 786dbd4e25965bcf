/** What is decided: conditions, their clauses and comparisons. */
import { type Alternatives, change, leftOut } from '../change';
import { bare, part, type Tree } from '../tree';

const TESTED = ['IfStatement', 'ConditionalExpression', 'WhileStatement', 'ForStatement'];
const LOGICAL = ['&&', '||', '??'];
const BOUNDARIES = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
]);
const OPPOSITES = new Map([
  ['===', '!=='],
  ['!==', '==='],
]);

/** A loop whose condition always holds is left to the mutants of what it does. */
export function conditions(tree: Tree): readonly Alternatives[] {
  const test = TESTED.includes(tree.type) ? part(tree, 'test') : undefined;
  if (!test || test.type === 'BooleanLiteral') return [];
  const negated = change('condition-negated', test, `!(${test.text})`);
  const never = [change('condition-never', test, 'false'), negated];
  const isLoop = tree.type === 'WhileStatement' || tree.type === 'ForStatement';
  return isLoop ? [never] : [[change('condition-always', test, 'true'), negated], never];
}

/** Of `a && b && c` each once, whatever the parser nests in which. */
export function clauses(tree: Tree): readonly Alternatives[] {
  if (!isLogical(tree) || isClause(tree)) return [];
  const all = clausesOf(tree, tree.facts['operator']);
  return all.map((each) => [leftOut('clause-dropped', all, each)]);
}

const clausesOf = (tree: Tree, operator: unknown): readonly Tree[] =>
  isLogical(tree) && tree.facts['operator'] === operator
    ? tree.parts.flatMap((each) => clausesOf(each, operator))
    : [tree];

const isLogical = ({ type, facts: { operator } }: Tree): boolean =>
  type === 'BinaryExpression' && typeof operator === 'string' && LOGICAL.includes(operator);

/** Part of a longer chain of the same operator. */
const isClause = ({ parent, facts: { operator } }: Tree): boolean =>
  parent !== undefined && isLogical(parent) && parent.facts['operator'] === operator;

/** A comparison for equality is turned round only where no other operator has it hold always or never. */
export function comparisons(tree: Tree): readonly Alternatives[] {
  const { operator } = tree.facts;
  const [left, right] = [part(tree, 'left'), part(tree, 'right')];
  if (tree.type !== 'BinaryExpression' || typeof operator !== 'string' || !left || !right) return [];
  const other = BOUNDARIES.get(operator) ?? (isDecided(tree) ? undefined : OPPOSITES.get(operator));
  return other === undefined ? [] : [[change('comparison-swapped', tree, `${left.text} ${other} ${right.text}`)]];
}

export function negations(tree: Tree): readonly Alternatives[] {
  const argument = part(tree, 'argument');
  if (tree.type !== 'UnaryExpression' || tree.facts['operator'] !== '!' || !argument || isDecided(tree)) return [];
  return [[change('negation-dropped', tree, argument.text)]];
}

/** Whether other operators leave it out, or have it hold always and never. */
function isDecided(tree: Tree): boolean {
  const { parent, field } = tree;
  if (!parent) return false;
  if (bare(parent) !== parent) return isDecided(parent);
  return isLogical(parent) || (field === 'test' && TESTED.includes(parent.type));
}
