/** The unions of strings that a program knows: as types, as lists of constants and as keys of tables. */
import { everything, part, partsIn, type Tree } from './tree';

/** By each word the next one in every vocabulary that has it; the last is followed by the first. */
export type Vocabularies = ReadonlyMap<string, readonly string[]>;

export function vocabulariesOf(sources: readonly Tree[]): Vocabularies {
  const next = new Map<string, string[]>();
  for (const words of sources.flatMap((source) => everything(source).map(wordsOf)))
    words.forEach((word, index) => {
      const known = next.get(word) ?? [];
      const other = words[(index + 1) % words.length];
      if (other !== undefined && other !== word && !known.includes(other)) next.set(word, [...known, other]);
    });
  return next;
}

function wordsOf(tree: Tree): readonly string[] {
  if (tree.type === 'TsUnionType') return tree.parts.flatMap(literalType);
  if (tree.type !== 'TsConstAssertion') return [];
  const list = part(tree, 'expression');
  if (list?.type === 'ArrayExpression')
    return partsIn(list, 'elements').flatMap((element) => element.parts.flatMap(literal));
  if (list?.type === 'ObjectExpression')
    return partsIn(list, 'properties').flatMap((property) => partsIn(property, 'key').flatMap(literal));
  return [];
}

const literal = ({ type, facts: { value } }: Tree): readonly string[] =>
  (type === 'StringLiteral' || type === 'Identifier') && typeof value === 'string' ? [value] : [];

const literalType = (tree: Tree): readonly string[] =>
  tree.type === 'TsLiteralType' ? partsIn(tree, 'literal').flatMap(literal) : [];

/**
 * Whether a piece of a program is one of the lists of words that its types are made of, or such a word: `typeof` names the
 * table. These the compiler holds, in whatever uses them.
 */
export function isWordOf(module: Tree): (tree: Tree) => boolean {
  const queried = everything(module).filter(({ type }) => type === 'TsTypeQuery');
  const tables = new Set(queried.map((query) => part(query, 'exprName')?.text));
  const isInTable = (tree: Tree): boolean =>
    tree.type === 'VariableDeclarator'
      ? tables.has(part(tree, 'id')?.text)
      : tree.parent !== undefined && isInTable(tree.parent);
  const isList = (tree: Tree | undefined): tree is Tree =>
    tree?.type === 'ArrayExpression' && tree.parts.every(({ parts: [item] }) => item?.type === 'StringLiteral');
  return (tree) => {
    const list = tree.type === 'StringLiteral' ? tree.parent?.parent : tree;
    return isList(list) && isInTable(list);
  };
}
