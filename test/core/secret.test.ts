import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { createSecret } from '../../src/core/secret';

const TEXT = 'Very~Secret.Text';
const secret = createSecret(TEXT);

/** What `console` prints, with each of its ways to print. */
function printed(print: (console: Console) => void): string {
  let text = '';
  const out = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  print(new Console({ stdout: out, stderr: out, colorMode: false }));
  return text;
}

const ways: readonly (readonly [string, () => string])[] = [
  ['made a text', () => String(secret)],
  ['in a template', () => `${secret}`],
  ['joined to a text', () => `${'a'}${secret}`],
  ['as a JSON value', () => JSON.stringify(secret)],
  ['as JSON in a list', () => JSON.stringify({ list: [secret] })],
  ['inspected', () => inspect(secret)],
  ['inspected without its own say', () => inspect(secret, { customInspect: false, showHidden: true, getters: true })],
  ['inspected deep inside', () => inspect({ a: { b: { c: { d: { secret } } } } }, { depth: 9 })],
  ['formatted', () => format('%s %o %O %j %d', secret, secret, secret, secret, secret)],
  ['logged', () => printed((console) => console.log(secret))],
  ['logged as an error', () => printed((console) => console.error('failed', { secret }))],
  ['as a table', () => printed((console) => console.table([secret]))],
  ['with console.dir', () => printed((console) => console.dir(secret, { showHidden: true }))],
  ['cloned', () => inspect(structuredClone({ ...secret }))],
];

describe('a secret', () => {
  test.each(ways)('prints as [secret] %s', (_how, shown) => {
    expect(shown()).toContain('[secret]');
    expect(shown()).not.toContain(TEXT);
  });

  test.each([
    ['as a text', () => secret.toString()],
    ['in JSON', () => JSON.parse(JSON.stringify(secret))],
    ['inspected', () => inspect(secret)],
  ])('is nothing but [secret] %s', (_how, shown) => {
    expect(shown()).toBe('[secret]');
  });

  test('cannot leave the process by structured clone: what arrives is [secret]', () => {
    expect(structuredClone(secret)).toEqual({ shown: '[secret]' });
  });

  test.each([
    ['in a template', () => `${secret}`],
    ['joined to a text', () => `a${String(secret)}`],
    ['as JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspected, as console.log does', () => inspect({ secret }, { depth: 9, showHidden: true })],
    ['spread into another object', () => inspect({ ...secret })],
    ['listed by its entries', () => inspect(Object.entries(secret))],
    ['inside an error', () => inspect(new Error('failed', { cause: { secret } }))],
  ])('never shows its text %s', (_how, shown) => {
    expect(shown()).not.toContain(TEXT);
  });

  test('gives its text to those who ask for it by name', () => {
    expect(secret.reveal()).toBe(TEXT);
  });
});
