/**
 * Reads settings: texts of the environment, each to its value or to what is wrong with it. By hand, because it happens at
 * every cold start, and only making zod's schemas takes longer than everything else there.
 */

export type Read<T> = { readonly value: T } | { readonly problems: readonly string[] };
/** What a text that is there says; problems never show it. */
type Parse<T> = (text: string) => Read<T>;
/** `undefined`: it is not set. */
export type Setting<T> = (text: string | undefined) => Read<T>;
export type Environment = Readonly<Record<string, string | undefined>>;

type Values<S extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [name in keyof S]: S[name] extends Setting<infer T> ? T : never;
};

const wrong = (...problems: string[]) => ({ problems });

/** `what` it is, for who has to set it. */
export const required =
  <T>(what: string, parserOf: (what: string) => Parse<T>): Setting<T> =>
  (text) => {
    if (text === undefined) return wrong(`is missing: ${what}`);
    return text === '' ? wrong(`is empty: ${what}`) : parserOf(what)(text);
  };

export const optional =
  <T>(parse: Parse<T>): Setting<T | undefined> =>
  (text) =>
    text === undefined ? { value: undefined } : parse(text);

export const withDefault =
  <T>(byDefault: T, parse: Parse<T>): Setting<T> =>
  (text) =>
    text === undefined ? { value: byDefault } : parse(text);

export const where =
  (holds: (text: string) => boolean, problem: string): Parse<string> =>
  (text) =>
    holds(text) ? { value: text } : wrong(problem);

export const oneOf =
  <T extends string>(names: readonly T[], problem: string): Parse<T> =>
  (text) => {
    const value = names.find((name) => name === text);
    return value === undefined ? wrong(problem) : { value };
  };

/** For a text that means something else than itself; undefined is a problem. */
export const readBy =
  <T>(read: (text: string) => T | undefined, problem: string): Parse<T> =>
  (text) => {
    const value = read(text);
    return value === undefined ? wrong(problem) : { value };
  };

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isGuid = (text: string): boolean => GUID.test(text);
export const isHttpsUrl = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';

/** All values, or everything that is wrong, each problem after the name of its setting. */
export function readSettings<S extends Readonly<Record<string, Setting<unknown>>>>(
  settings: S,
  env: Environment,
): Read<Values<S>> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const read = setting(env[name]);
    if ('value' in read) values[name] = read.value;
    else problems.push(...read.problems.map((problem) => `${name} ${problem}`));
  }
  // Every name has its value: TypeScript cannot follow that through the loop.
  return problems.length > 0 ? { problems } : { value: values as Values<S> };
}
