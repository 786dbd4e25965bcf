import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Equivalent } from '../mutants/equivalent';
import { type Judgement, judge } from '../mutants/judge';
import { decidesSomething, type Mutant, makeMutants, numbered } from '../mutants/makeMutants';
import type { Fate } from '../mutants/runMutants';
import { parse } from '../mutants/tree';
import { vocabulariesOf } from '../mutants/vocabularies';

const WORDS = vocabulariesOf([
  parse("type Colour = 'red' | 'green' | 'blue'; export const SIZES = ['small', 'large'] as const;"),
]);

const [VALUE, VALUES, SENTENCE] = [`\`a-\${b}\``, `\`\${a}\${b}\``, `\`Since \${a}.\``];

/** Every alternative, whether or not the compiler would take it. */
const mutantsOf = (source: string) =>
  makeMutants('src/core/made.ts', source, WORDS).map((alternatives) =>
    alternatives.map(({ operator, code, becomes }) => `${operator}: ${code} -> ${becomes}`),
  );

describe('the mutants of', () => {
  test.each<[string, string, ...string[][]]>([
    [
      'an if',
      'if (a) b; else c;',
      ['condition-always: a -> true', 'condition-negated: a -> !(a)'],
      ['condition-never: a -> false', 'condition-negated: a -> !(a)'],
      ['statement-dropped: b; -> '],
      ['statement-dropped: c; -> '],
    ],
    [
      'an if of a single statement',
      'if (!a) { b; }',
      ['condition-always: !a -> true', 'condition-negated: !a -> !(!a)'],
      ['condition-never: !a -> false', 'condition-negated: !a -> !(!a)'],
    ],
    [
      'a choice',
      'x = a ? b : c;',
      ['statement-dropped: x = a ? b : c; -> '],
      ['condition-always: a -> true', 'condition-negated: a -> !(a)'],
      ['condition-never: a -> false', 'condition-negated: a -> !(a)'],
    ],
    ['a loop', 'while (a) {}', ['condition-never: a -> false', 'condition-negated: a -> !(a)']],
    ['a loop without end', 'while (true) {}', ['boolean-flipped: true -> false']],
    [
      'a chain of clauses',
      'const x = a && !(b === c || d) && e;',
      ['clause-dropped: a -> '],
      ['clause-dropped: !(b === c || d) -> '],
      ['clause-dropped: e -> '],
      ['clause-dropped: b === c -> '],
      ['clause-dropped: d -> '],
    ],
    ['a default', 'const x = a ?? b;', ['clause-dropped: a -> '], ['clause-dropped: b -> ']],
    ['a boundary', 'const x = a < b;', ['comparison-swapped: a < b -> a <= b']],
    ['another boundary', 'const x = a >= b;', ['comparison-swapped: a >= b -> a > b']],
    ['an equality', 'const x = a === b;', ['comparison-swapped: a === b -> a !== b']],
    ['a negated value', 'const x = !a;', ['negation-dropped: !a -> a']],
    ['a number', 'const x = 7;', ['number-changed: 7 -> 8']],
    ['a large number', 'const x = 86_400_000;', ['number-changed: 86_400_000 -> 172800000']],
    ['a truth', 'const x = true;', ['boolean-flipped: true -> false']],
    ['a word', "const x = 'red';", ["string-changed: 'red' -> 'green'", "string-changed: 'red' -> ''"]],
    ['the last word', "const x = 'large';", ["string-changed: 'large' -> 'small'", "string-changed: 'large' -> ''"]],
    ['another text', "const x = 'RS256';", ["string-changed: 'RS256' -> ''"]],
    ['no text', "const x = '';", ["string-changed: '' -> '?'"]],
    ['a text with values in it', `const x = ${VALUE};`, [`string-changed: ${VALUE} -> ''`]],
    ['values one behind the other', `const x = ${VALUES};`],
    [
      'a sentence',
      `const x = ['Nobody can sign in.', ${SENTENCE}];`,
      ["element-dropped: 'Nobody can sign in.' -> "],
      [`element-dropped: ${SENTENCE} -> `],
    ],
    ['a list', 'const x = [a, ...b];', ['element-dropped: a -> '], ['element-dropped: ...b -> ']],
    ['a list of one', 'const x = [\n  a,\n];', ['element-dropped: a -> ']],
    [
      'an optional element',
      'const x = [...(a ? [b] : [])];',
      ['condition-always: a -> true', 'condition-negated: a -> !(a)'],
      ['condition-never: a -> false', 'condition-negated: a -> !(a)'],
      ['element-dropped: b -> '],
    ],
    [
      'an object',
      'const x = { a, b: c, ...d };',
      ['property-dropped: a -> '],
      ['property-dropped: b: c -> '],
      ['property-dropped: ...d -> '],
    ],
    ['a call', 'const x = f(a, b);', ['argument-dropped: b -> ']],
    ['what is filtered', 'const x = a.filter(f);', ['argument-dropped: f -> '], ['call-dropped: a.filter(f) -> a']],
    [
      'what is asked of some',
      'const x = a.some(f);',
      ['argument-dropped: f -> '],
      ['method-swapped: a.some(f) -> a.every(f)'],
    ],
    [
      'what is without doubles',
      'const x = [...new Set(a)];',
      ['element-dropped: ...new Set(a) -> '],
      ['argument-dropped: a -> '],
      ['call-dropped: new Set(a) -> a'],
    ],
    ['a sum', 'const x = a + b;', ['operator-swapped: a + b -> a - b']],
    [
      'an assignment of what is missing',
      'a ??= b;',
      ['statement-dropped: a ??= b; -> '],
      ['operator-swapped: a ??= b -> a = b'],
    ],
    ['a function', 'function f() { a; return b; }', ['early-return: { -> { return;'], ['statement-dropped: a; -> ']],
    [
      'a loop over a list',
      'for (const a of b) c;',
      ['statement-dropped: for (const a of b) c; -> '],
      ['statement-dropped: c; -> '],
    ],
    ['a throw', 'const f = () => { throw a; };', ['statement-dropped: throw a; -> ']],
    [
      'what a log event is called',
      "log.info('health.started');",
      ["statement-dropped: log.info('health.started'); -> "],
      ["argument-dropped: 'health.started' -> "],
    ],
    [
      'types and imports',
      "import { a } from './a'; export interface B { readonly kind: 'red' | 'green'; readonly at: 1 | 2 }",
    ],
    ['a directive', "'use strict';"],
  ])('%s', (_what, source, ...expected) => {
    expect(mutantsOf(source)).toEqual(expected);
  });

  test('code beside letters that take several bytes: just that is changed', () => {
    const made = makeMutants('src/core/made.ts', '/* “é 😀” */ const x = f([a, b], { é: 1 });\n', WORDS).flat();
    expect(made.map(({ source }) => source)).toEqual([
      '/* “é 😀” */ const x = f([a, b]);\n',
      '/* “é 😀” */ const x = f([b], { é: 1 });\n',
      '/* “é 😀” */ const x = f([a], { é: 1 });\n',
      '/* “é 😀” */ const x = f([a, b], {  });\n',
      '/* “é 😀” */ const x = f([a, b], { é: 2 });\n',
    ]);
  });

  test('code in functions: told by their names, the line, and which it is of those that read the same', () => {
    const source = `const LIMIT = 1;
      export function outer() {
        const inner = () => 1 + 1;
        return inner;
      }`;
    const made = numbered(makeMutants('src/core/made.ts', source, WORDS).flat());
    expect(made.map(({ within, line, operator, nth }) => [within, line, operator, nth])).toEqual([
      ['LIMIT', 1, 'number-changed', 1],
      ['outer', 2, 'early-return', 1],
      ['outer > inner', 3, 'operator-swapped', 1],
      ['outer > inner', 3, 'number-changed', 1],
      ['outer > inner', 3, 'number-changed', 2],
    ]);
  });
});

/** Has one file of rules, with a test that holds most of them. */
const REPOSITORY = {
  'package.json': '{ "type": "commonjs" }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      noUncheckedIndexedAccess: true,
      module: 'preserve',
      types: ['node', 'jest'],
      noEmit: true,
    },
  }),
  'jest.config.js': `module.exports = {
    testMatch: ['**/*.test.ts'],
    transform: { '[.]ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }] },
  };`,
  'src/core/limit.ts': `
    const LIMIT = 5;
    export const isReached = (count: number): boolean => count >= LIMIT;
    export function largest(all: readonly number[]): number {
      let most = 0;
      let at = 0;
      while (at < all.length) {
        most = Math.max(most, all[at] ?? 0);
        at += 1;
      }
      return most;
    }`,
  'test/core/limit.test.ts': `
    import { isReached, largest } from '../../src/core/limit';
    test('six are too many, four are not', () => expect([isReached(6), isReached(4)]).toEqual([true, false]));
    test('the largest of none', () => expect(largest([])).toBe(0));
    test('the largest of three', () => expect(largest([1, 3, 2])).toBe(3));
    test('the largest is the first', () => expect(largest([3, 2])).toBe(3));`,
};

describe('npm run mutants', () => {
  const root = mkdtempSync(join(tmpdir(), 'mutants-'));
  afterAll(() => rmSync(root, { recursive: true }));

  test('lists those that no test notices, and ends what never ends', () => {
    for (const [name, content] of Object.entries(REPOSITORY)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    writeFileSync(join(root, 'equivalent.json'), '[]');
    const repository = join(__dirname, '../..');
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    const options = [
      '--root',
      root,
      '--equivalent',
      join(root, 'equivalent.json'),
      '--workers',
      '1',
      '--patience',
      '2',
    ];
    const script = join(repository, 'scripts/mutants.mjs');
    const { status, stdout } = spawnSync(process.execPath, [script, 'src/core', '--json', ...options], {
      encoding: 'utf8',
    });
    const { survivors, ...rest }: Judgement = JSON.parse(stdout);
    expect(survivors.map(({ line, code, becomes }) => `${line}: ${code} -> ${becomes}`)).toEqual([
      '2: 5 -> 6',
      '3: count >= LIMIT -> count > LIMIT',
      '7: at < all.length -> at <= all.length',
      '8: 0 -> 1',
    ]);
    expect(rest).toEqual({ mutants: 13, refused: 2, killed: 8, timedOut: 1, equivalent: 0, complaints: [] });
    expect(status).toBe(1);
  });
});

describe('the verdict', () => {
  const [killed, survived, ended] = numbered(
    makeMutants('src/core/made.ts', 'const x = 1; const y = 2; const z = 3;', WORDS).flat(),
  );
  if (!killed || !survived || !ended) throw new Error('three numbers make three mutants');
  const surveyed = { mutants: [killed, survived, ended], refused: 0, withoutTest: [] };
  const run = {
    fates: new Map<Mutant, Fate>([
      [killed, 'killed'],
      [survived, 'survived'],
      [ended, 'timed out'],
    ]),
    broken: [],
  };
  const listed = (mutant: Mutant): Equivalent => ({ ...mutant, reason: 'Both come to the same at midnight.' });

  test('names a survivor', () => {
    expect(judge(surveyed, run, [], true)).toMatchObject({ survivors: [survived], equivalent: 0, complaints: [] });
  });

  test('accepts one that is listed as equivalent', () => {
    expect(judge(surveyed, run, [listed(survived)], false)).toMatchObject({
      survivors: [],
      equivalent: 1,
      complaints: [],
    });
  });

  test('knows a listed one however its lines are broken', () => {
    const [broken] = numbered(makeMutants('src/core/made.ts', 'const x = g(\n  [f(a)],\n) < b;', WORDS).flat());
    const [joined] = numbered(makeMutants('src/core/made.ts', 'const x = g([f(a)]) < b;', WORDS).flat());
    if (!broken || !joined) throw new Error('both make mutants');
    const fates = new Map<Mutant, Fate>([[broken, 'survived']]);
    const { equivalent } = judge({ ...surveyed, mutants: [broken] }, { ...run, fates }, [listed(joined)], false);
    expect(equivalent).toBe(1);
  });

  test.each([
    ['is killed', killed, 'a test tells it from the original'],
    ['never ends', ended, 'a test tells it from the original'],
    ['is not there', { ...killed, code: '4' }, 'there is no such mutant'],
    ['reads the same but is another', { ...killed, nth: 2 }, 'there is no such mutant'],
  ])('refuses a listed one that %s', (_what, mutant, words) => {
    const { complaints } = judge(surveyed, run, [listed(mutant)], false);
    expect(complaints).toEqual([expect.stringContaining(words)]);
  });

  test('says nothing of a listed one in a file that was not looked at, unless all were', () => {
    const elsewhere = listed({ ...survived, file: 'src/core/gone.ts' });
    expect(judge(surveyed, run, [elsewhere], false).complaints).toEqual([]);
    expect(judge(surveyed, run, [elsewhere], true).complaints).toContainEqual(
      expect.stringContaining('no such mutant'),
    );
  });

  test('refuses a list of more than one in twenty', () => {
    expect(judge(surveyed, run, [listed(survived)], true).complaints).toEqual([
      expect.stringContaining('more than 5 %'),
    ]);
  });

  test('refuses one that is listed twice', () => {
    const { complaints } = judge(surveyed, run, [listed(survived), listed(survived)], false);
    expect(complaints).toEqual(['The list of equivalent mutants names one twice.']);
  });

  test('refuses a file that decides something and has no test, and a test that fails by itself', () => {
    const withoutTest = { ...surveyed, withoutTest: ['src/core/other.ts'] };
    const broken = { ...run, broken: [{ test: 'test/core/made.test.ts', says: 'expected 1' }] };
    expect(judge(withoutTest, broken, [], false).complaints).toEqual([
      'src/core/other.ts decides something, and no test mirrors it.',
      'test/core/made.test.ts fails with nothing mutated: expected 1',
    ]);
  });
});

test.each([
  ['a function', 'export const f = () => 1;', true],
  ['a class', 'export class A { b() {} }', true],
  ['types', 'export type A = 1 | 2;', false],
  ['a table of constants', 'export const A = { b: 1 } as const;', false],
])('whether a file decides something: %s, %p', (_what, source, decides) => {
  expect(decidesSomething(source)).toBe(decides);
});
