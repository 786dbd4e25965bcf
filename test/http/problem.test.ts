/** Problems as RFC 9457 has them: each type with its one status, and what is wrong by where it is. */
import * as z from 'zod';
import { PROBLEMS } from '../../src/contract/problemDetails';
import {
  fieldProblems,
  invalidRequest,
  notFound,
  outsideFailure,
  problem,
  problemResponse,
} from '../../src/http/problem';

test('a problem has the status of its type, in the answer and in its body', () => {
  const { status, body, headers } = problemResponse(problem('connection-busy', 'Again.'), { 'Retry-After': '1' });
  expect([status, JSON.parse(String(body))]).toEqual([
    PROBLEMS['connection-busy'].status,
    {
      type: 'urn:espocrm-entra-connector:connection-busy',
      status: 409,
      title: 'The connection is being worked on.',
      detail: 'Again.',
    },
  ]);
  expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json', 'Retry-After': '1' });
});

test('a failure outside says in its title which system it was', () => {
  expect(outsideFailure('Key Vault', 'Why.')).toMatchObject({
    status: 502,
    title: 'Key Vault did not do what was needed.',
  });
});

test('a name that nobody knows is quoted, whatever it holds', () => {
  expect(notFound('a"b').detail).toContain('No connection is named "a\\"b".');
});

test.each([
  [1, 'One thing is wrong with it; nothing was stored.'],
  [3, '3 things are wrong with it; nothing was stored.'],
])('%i problems are counted', (count, detail) => {
  const errors = Array.from({ length: count }, (_, index) => ({ pointer: `#/${index}`, detail: 'is wrong' }));
  expect(invalidRequest(errors).details).toMatchObject({ status: 400, detail, errors });
});

const schema = z.strictObject({
  name: z.string().max(3, 'must be short'),
  kind: z.enum(['a', 'b']),
  'a/b~c': z.strictObject({ size: z.number() }).optional(),
});
const good = { name: 'abc', kind: 'a' };

test.each<[string, object, readonly string[]]>([
  ['nothing', good, []],
  ['a field that is missing', { name: 'abc' }, ['#/kind must be one of a, b']],
  ['a field of another type', { ...good, name: 1 }, ['#/name must be of type string']],
  ['a field that is missing though any text would do', { kind: 'a' }, ['#/name is missing']],
  ['a value that is not listed', { ...good, kind: 'c' }, ['#/kind must be one of a, b']],
  ['what the schema says in words', { ...good, name: 'abcd' }, ['#/name must be short']],
  [
    'each unknown field',
    { ...good, x: 1, y: 2 },
    ['#/x is not a field of a connection', '#/y is not a field of a connection'],
  ],
  [
    'a name that a pointer has to escape',
    { ...good, 'a/b~c': { size: '1' } },
    ['#/a~1b~0c/size must be of type number'],
  ],
])('wrong with a body is %s', (_what, body, expected) => {
  const { error } = schema.safeParse(body, { reportInput: true });
  expect(fieldProblems(error?.issues ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual(expected);
});
