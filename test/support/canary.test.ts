import { findSecrets } from './canary';

const SECRET = 'a~Q/8 ö"s&cr+t%_x';
const find = (text: string) => findSecrets(new Set([SECRET]), { log: ['before', `x=${text};`] });

test.each([
  ['plain', SECRET],
  ['in a query', encodeURIComponent(SECRET)],
  ['in a form', new URLSearchParams({ secret: SECRET }).toString()],
  ['in JSON', JSON.stringify({ secret: SECRET })],
  ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
  ...['', 'a', 'ab', 'abc'].flatMap((before) => {
    const bytes = Buffer.from(`${before}${SECRET}${before}`);
    return [
      [`in base64 after ${before.length} bytes`, bytes.toString('base64')],
      [`in base64url after ${before.length} bytes`, bytes.toString('base64url')],
      [`in base64 in a query after ${before.length} bytes`, encodeURIComponent(bytes.toString('base64'))],
    ];
  }),
])('a secret %s is found', (_how, text) => {
  expect(find(text ?? '')).toEqual(['log: a~Q/...']);
});

test('nothing is found where it is not', () => {
  expect(find(SECRET.slice(1))).toEqual([]);
});
