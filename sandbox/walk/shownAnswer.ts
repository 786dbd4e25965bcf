/**
 * Compares what a document shows with what is really answered. Ids and times differ in every run, so one is as good as
 * another; `…` in a text stands for any text, as a field `"…"` for further fields, as an element for further elements.
 */
import type { Answer } from './readWalk';

const MORE = '…';

const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>'],
  [/\d{4}-\d\d-\d\d/g, '<date>'],
];
const alike = (text: string) => ALIKE.reduce((rest, [pattern, name]) => rest.replace(pattern, name), text);

function isText(shown: string, real: string): boolean {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = alike(shown).split(MORE).map(literal).join('[\\s\\S]*');
  return new RegExp(`^${pattern}$`).test(alike(real));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What differs, each with its place as a JSON pointer. */
function differences(shown: unknown, real: unknown, at: string): readonly string[] {
  const is = (what: unknown) => (what === undefined ? 'missing' : JSON.stringify(what));
  const differs = [`${at || 'the answer'} is ${is(real)}, shown is ${is(shown)}`];
  if (typeof shown === 'string') return typeof real === 'string' && isText(shown, real) ? [] : differs;
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return differs;
    const listed = shown.filter((each) => each !== MORE);
    if (listed.length === shown.length && real.length !== listed.length) return differs;
    return listed.flatMap((each, index) => differences(each, real[index], `${at}/${index}`));
  }
  if (!isObject(shown)) return Object.is(shown, real) ? [] : differs;
  if (!isObject(real)) return differs;
  const { [MORE]: more, ...named } = shown;
  const unnamed = more === undefined ? Object.keys(real).filter((key) => !(key in named)) : [];
  return [
    ...Object.entries(named).flatMap(([key, value]) => differences(value, real[key], `${at}/${key}`)),
    ...unnamed.map((key) => `${at}/${key} is ${is(real[key])}, and not shown`),
  ];
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const trimmed = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();

/** Nothing when the real answer is what is shown. Throws an Error when what is shown is no JSON and says it is. */
export function comparedWith({ kind, shown }: Answer, real: string): readonly string[] {
  if (kind === 'json') return differences(JSON.parse(shown), parsed(real), '');
  if (isText(trimmed(shown), trimmed(real))) return [];
  return [`the answer is\n${trimmed(real)}\nshown is\n${trimmed(shown)}`];
}
