import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { registeredFunctions } from '../support/registeredFunctions';

const functions = registeredFunctions();
const triggers = functions.flatMap(({ name, bindings }) =>
  Object.values(bindings)
    .filter(({ type }) => /trigger$/i.test(type))
    .map(({ type, authLevel, route }) => ({ name, type, authLevel, route })),
);
const levels = (type: string) =>
  Object.fromEntries(triggers.filter((each) => each.type === type).map(({ name, authLevel }) => [name, authLevel]));

/** Says only that the app is up. */
const ANONYMOUS = ['health'];

describe('the registered functions', () => {
  test('are those of src/functions, each with one trigger', () => {
    const files = readdirSync(join(__dirname, '../../src/functions')).map((file) => file.replace(/\.ts$/, ''));
    expect(functions.map(({ name }) => name).sort()).toEqual(files.sort());
    expect(triggers.map(({ name }) => name).sort()).toEqual(files);
  });

  test('ask for the function key wherever they answer HTTP; what is left out would be open to everybody', () => {
    const http = levels('httpTrigger');
    expect(Object.keys(http).length).toBeGreaterThan(2);
    for (const [name, level] of Object.entries(http))
      expect([name, level]).toEqual([name, ANONYMOUS.includes(name) ? 'anonymous' : 'function']);
  });

  test('answer HTTP below no other route than those that are written down', () => {
    const routes = triggers.filter(({ type }) => type === 'httpTrigger').map(({ route }) => route ?? '');
    expect(routes.filter((route) => !/^(connections(\/|$)|health$)/.test(route))).toEqual([]);
  });
});
