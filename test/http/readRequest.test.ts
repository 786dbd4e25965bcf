/** What a request says is taken for what it is, or refused with everything that is wrong with it. */
import { HttpRequest, type HttpRequestInit } from '@azure/functions';
import * as z from 'zod';
import { RequestRefused } from '../../src/http/problem';
import { readFlags, readName, readNamed } from '../../src/http/readRequest';

const request = (more: HttpRequestInit = {}, name = 'acme') =>
  new HttpRequest({
    method: 'PUT',
    url: 'https://app.example.com',
    params: { name },
    ...more,
  });

/** What is read, or where something is wrong; the status where that is another than 400. */
async function read<T>(reading: () => T | Promise<T>): Promise<T | readonly string[] | number> {
  try {
    return await reading();
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    const { status, errors = [] } = error.details;
    return status === 400 ? errors.map(({ pointer, detail }) => `${pointer} ${detail}`) : status;
  }
}

describe('a flag', () => {
  const flags = (query: Record<string, string>) => read(() => readFlags(request({ query }), ['dry', 'wet']));

  test.each<[string, Record<string, string>, unknown]>([
    ['that is left out is not set', {}, { dry: false, wet: false }],
    ['is set by true', { dry: 'true' }, { dry: true, wet: false }],
    ['is not set by false', { dry: 'false', wet: 'true' }, { dry: false, wet: true }],
    ['does not mind the function key', { code: 'key', dry: 'true' }, { dry: true, wet: false }],
    ['in other letters is refused', { dry: 'True' }, ['dry must be true or false']],
    ['without a value is refused', { dry: '' }, ['dry must be true or false']],
    ['nobody knows is refused', { Dry: 'true' }, ['Dry is not a parameter of this request']],
    [
      'is refused together with all others',
      { wet: '1', wett: 'true' },
      ['wett is not a parameter of this request', 'wet must be true or false'],
    ],
  ])('%s', async (_what, query, expected) => {
    expect(await flags(query)).toEqual(expected);
  });

  test('that comes twice has to be right both times', async () => {
    const twice = new HttpRequest({ method: 'PUT', url: 'https://app.example.com?dry=true&dry=no' });
    expect(await read(() => readFlags(twice, ['dry']))).toEqual(['dry must be true or false']);
  });
});

test.each([
  ['acme', 'acme'],
  ['Acme', [expect.stringMatching(/^name must consist of small letters/)]],
  ['', [expect.stringMatching(/^name /)]],
])('the name %j is read as %j', async (name, expected) => {
  expect(await read(() => readName(request({}, name)))).toEqual(expected);
});

describe('a body', () => {
  const schema = z.strictObject({ size: z.number() });
  const body = (string: string, headers: Record<string, string> = {}) =>
    read(async () => (await readNamed(request({ body: { string }, headers }), schema)).body);

  test.each([
    ['is read', '{"size":1}', { size: 1 }],
    ['that is missing is asked for', ' ', ['# The body is missing: send the connection as JSON.']],
    ['that is no JSON is refused', '{"size":', ['# The body is not JSON.']],
    [
      'is refused with all that is wrong',
      '{"size":"1","colour":2}',
      ['#/size must be of type number', '#/colour is not a field of a connection'],
    ],
  ])('%s', async (_what, text, expected) => {
    expect(await body(text)).toEqual(expected);
  });

  const padded = (bytes: number) => `{"size":1}${' '.repeat(bytes - 10)}`;
  test.each([
    ['of 16 KiB is read', padded(16_384), {}, { size: 1 }],
    ['of a byte more is too large', padded(16_385), {}, 413],
    ['that says it is larger is not even read', padded(10), { 'content-length': '16385' }, 413],
    ['that says it is smaller is measured all the same', padded(16_385), { 'content-length': '10' }, 413],
  ])('%s', async (_what, text, headers, expected) => {
    expect(await body(text, headers)).toEqual(expected);
  });

  test('that is wrong is named beside a name that is wrong, and beside what else is', async () => {
    const further = () => [{ pointer: '#/size', detail: 'is not the size of anything' }];
    const wrong = request({ body: { string: '{"colour":1,"size":1}' } }, '-');
    expect(await read(() => readNamed(wrong, schema, further))).toEqual([
      expect.stringMatching(/^name must consist/),
      '#/colour is not a field of a connection',
      '#/size is not the size of anything',
    ]);
  });
});
