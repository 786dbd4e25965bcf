import { json } from '../../src/http/answer';
import { notFound, problemResponse } from '../../src/http/problem';

describe.each([
  ['an answer', json(200, {})],
  ['a problem', problemResponse(notFound('acme'), { 'Retry-After': '1' })],
])('%s', (_what, { headers }) => {
  test('is not kept, guessed at, framed or run', () => {
    expect(headers).toMatchObject({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Strict-Transport-Security': 'max-age=31536000',
    });
  });
});
