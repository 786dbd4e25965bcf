/** docs/errors.md explains every problem and every code, and none that is not there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '../../src/contract/problemDetails';
import { PROBLEM_CODES } from '../../src/core/problem';
import { openApiDocument } from '../../src/http/openApi/openApiDocument';
import { textOf } from '../infra/repository';
import { codesIn, rowsIn, sectionOf } from './documents';

const ERRORS = 'docs/errors.md';
/** The codes in the first column. */
const explainedUnder = (heading: string) => rowsIn(sectionOf(ERRORS, heading)).flatMap(([codes]) => codesIn(codes));

test('every type of problem has a section that begins with its status', () => {
  const section = sectionOf(ERRORS, 'Problem details of the HTTP API');
  const explained = [...section.matchAll(/^### ([\w-]+)\n(\d+)/gm)].map(([, type, status]) => [type, Number(status)]);
  const known = Object.entries(PROBLEMS).map(([type, { status }]) => [type, status]);
  expect(explained.sort()).toEqual(known.sort());
});

test('every problem of a connection is in the table of problems', () => {
  expect([...explainedUnder('Problems of a connection')].sort()).toEqual([...PROBLEM_CODES].sort());
});

test('every note is in the table of notes', () => {
  const notes = explainedUnder('Notes');
  expect(notes.length).toBeGreaterThan(0);
  expect(JSON.stringify(openApiDocument())).toContain(JSON.stringify(notes));
});

/** The source in which failures are made: every file of adapters and reconcile. */
const sources = ['src/adapters', 'src/reconcile'].flatMap((folder) =>
  readdirSync(join(__dirname, '../..', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(__dirname, '../..', folder, file), 'utf8')),
);

/** The texts that a piece of source may give a failure as its code; what it only compares with is none of them. */
const codesOf = (source: string): readonly string[] => {
  const given = source
    .split('\n')
    .filter((line) => /\bcode(:| =) /.test(line))
    .map((line) => line.slice(line.search(/\bcode(:| =) /)).replace(/[=!]== '[^']*'/g, ''));
  const quoted = given.flatMap((line) => [
    ...line.replace(/(advice|retry|system): .*/, '').matchAll(/'([\w-]+( [\w-]+)*)'/g),
  ]);
  const advised = /const ADVICE\b[\s\S]*?= \{\n([\s\S]*?)\n\};/.exec(source)?.[1] ?? '';
  const named = [
    ...advised.matchAll(/^ {2}([A-Za-z]\w+):/gm),
    ...source.matchAll(/^const [A-Z_]+ = '([A-Z][a-z]+[A-Z]\w+)';/gm),
  ];
  const numbers = source.includes('AADSTS') ? [...source.matchAll(/ = (\d{6,7});/g)] : [];
  return [
    ...[...quoted, ...named].map(([, code = '']) => code),
    ...numbers.map(([, number = '']) => `AADSTS${number}`),
  ];
};

test('every code that the source gives a failure is explained', () => {
  const given = [...new Set(sources.flatMap(codesOf))];
  for (const one of [
    'lease-lost',
    'timed-out',
    'unreachable',
    'secret-not-used',
    'AADSTS700016',
    'SecretNotFound',
    'Unauthorized',
  ])
    expect(given).toContain(one);
  const explained = explainedUnder('Codes of failures');
  expect(given.filter((code) => !explained.includes(code))).toEqual([]);
});

test('every code that is explained is one that the source knows, or one of Node', () => {
  const source = [...sources, textOf('src/core/problem.ts')].join('\n');
  const isKnown = (code: string) => source.includes(code.replace(/^AADSTS(?=\d)/, ''));
  const ofNode = (code: string) => /^(E[A-Z]+|CERT_…)$/.test(code);
  expect(explainedUnder('Codes of failures').filter((code) => !isKnown(code) && !ofNode(code))).toEqual(['AADSTS…']);
});
