import { inspect } from 'node:util';
import { createSecret } from '../../src/core/secret';

const TEXT = 'Very~Secret.Text';
const secret = createSecret(TEXT);

describe('a secret', () => {
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
