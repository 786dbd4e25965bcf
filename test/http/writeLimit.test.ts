import { RequestRefused } from '../../src/http/problem';
import { createTokenBuckets, createWriteLimit } from '../../src/http/writeLimit';

describe('a token bucket', () => {
  test('allows a burst, then a steady rate, each key by itself', () => {
    let now = 0;
    const take = createTokenBuckets({ burst: 3, perSecond: 0.5 }, () => now);
    expect([take('a'), take('a'), take('a'), take('a'), take('b')]).toEqual([0, 0, 0, 2, 0]);
    now = 1_000;
    expect(take('a')).toBe(1);
    now = 2_000;
    expect([take('a'), take('a')]).toEqual([0, 2]);
    now = 3_600_000;
    expect([take('a'), take('a'), take('a'), take('a')]).toEqual([0, 0, 0, 2]);
  });

  test('gives nothing for a clock that runs backwards, and takes nothing either', () => {
    let now = 60_000;
    const take = createTokenBuckets({ burst: 1, perSecond: 1 }, () => now);
    expect(take('a')).toBe(0);
    now = 0;
    expect(take('a')).toBe(1);
    now = 1_000;
    expect(take('a')).toBe(0);
  });

  test('forgets the keys used least when there are too many', () => {
    const take = createTokenBuckets({ burst: 1, perSecond: 1 }, () => 0);
    expect([take('first'), take('first')]).toEqual([0, 1]);
    for (let index = 0; index < 10_000; index += 1) take(`key ${index}`);
    expect([take('first'), take('key 9999')]).toEqual([0, 1]);
  });
});

describe('the limit on writes', () => {
  const refusalOf = (write: () => void) => {
    try {
      write();
    } catch (error) {
      return error instanceof RequestRefused ? error : undefined;
    }
    return undefined;
  };

  test('refuses the thirty-first write of a connection in a row with 429 and when to come back', () => {
    const limit = createWriteLimit(() => 0);
    for (let index = 0; index < 30; index += 1) limit(`caller ${index}`, 'acme');
    const refusal = refusalOf(() => limit('caller', 'acme'));
    expect(refusal?.details).toMatchObject({ status: 429, type: 'too-many-requests' });
    expect(refusal?.headers).toEqual({ 'Retry-After': '2' });
    expect(refusalOf(() => limit('caller', 'globex'))).toBeUndefined();
  });

  test('refuses one caller who writes ever other connections', () => {
    const limit = createWriteLimit(() => 0);
    for (let index = 0; index < 120; index += 1) limit('caller', `connection-${index}`);
    expect(refusalOf(() => limit('caller', 'another'))?.details.status).toBe(429);
    expect(refusalOf(() => limit('somebody else', 'another'))).toBeUndefined();
  });

  test('takes names that differ only where no name may be so long for the same', () => {
    const limit = createWriteLimit(() => 0);
    for (let index = 0; index < 30; index += 1) limit(`caller ${index}`, `${'a'.repeat(50)}${index}`);
    expect(refusalOf(() => limit('caller', 'a'.repeat(60)))?.details.status).toBe(429);
  });
});
