/** A text in which these stand, in this order: the facts of an advice, whatever the words around them. */
export const textWith = (...facts: readonly string[]) =>
  expect.stringMatching(new RegExp(facts.map((fact) => fact.replace(/\W/g, '\\$&')).join('.*')));
