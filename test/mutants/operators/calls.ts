/** What is asked for: calls, their arguments, and the arithmetic between. */
import { type Alternatives, change, leftOut } from '../change';
import { part, partsIn, type Tree } from '../tree';
import { isSentence } from './constants';

/** Without them the value they were called on has still the same type. */
const TAKEN_AS_IT_IS = ['filter', 'sort', 'reverse', 'slice', 'trim', 'toLowerCase', 'replace', 'catch'];
const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
]);
const ARITHMETIC = new Map([
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['**', '*'],
  ['%', '*'],
]);

/** What a required argument is, the compiler knows. */
export function callArguments(tree: Tree): readonly Alternatives[] {
  const all = isCall(tree) ? partsIn(tree, 'arguments') : [];
  const last = all.at(-1);
  const value = last && part(last, 'expression');
  return last && value && !isSentence(value) ? [[leftOut('argument-dropped', all, last)]] : [];
}

export function calls(tree: Tree): readonly Alternatives[] {
  const callee = part(tree, 'callee');
  if (!isCall(tree) || !callee) return [];
  const [only, ...more] = partsIn(tree, 'arguments');
  if (tree.type === 'NewExpression')
    return callee.text === 'Set' && only && more.length === 0 && tree.parent?.type === 'Part'
      ? [[change('call-dropped', tree, only.text)]]
      : [];
  const [on, method] = [part(callee, 'object'), part(callee, 'property')];
  if (!on || !method) return [];
  if (TAKEN_AS_IT_IS.includes(method.text)) return [[change('call-dropped', tree, on.text)]];
  const other = METHODS.get(method.text);
  if (other === undefined) return [];
  const rest = tree.text.slice(method.end - tree.start);
  return [[change('method-swapped', tree, tree.text.slice(0, method.start - tree.start) + other + rest)]];
}

const isCall = ({ type }: Tree): boolean => type === 'CallExpression' || type === 'NewExpression';

export function arithmetic(tree: Tree): readonly Alternatives[] {
  const { operator } = tree.facts;
  const [left, right] = [part(tree, 'left'), part(tree, 'right')];
  if (!left || !right) return [];
  if (tree.type === 'AssignmentExpression')
    return operator === '??=' ? [[change('operator-swapped', tree, `${left.text} = ${right.text}`)]] : [];
  const other = tree.type === 'BinaryExpression' ? ARITHMETIC.get(String(operator)) : undefined;
  return other === undefined ? [] : [[change('operator-swapped', tree, `${left.text} ${other} ${right.text}`)]];
}
