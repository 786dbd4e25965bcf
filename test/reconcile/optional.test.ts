import { optional } from '../../src/reconcile/optional';
import { aFailure } from '../support/memoryWorld';
import { turn } from '../support/turns';

const after = async <T>(answer: () => T) => {
  await turn();
  return answer();
};
const thrown = (error: Error) =>
  after((): never => {
    throw error;
  });

describe('an answer that is good to have', () => {
  test('is the answer, where there is one', async () => {
    expect(await optional(after(() => 'an answer'))).toBe('an answer');
  });

  test('is undefined where something outside failed', async () => {
    expect(await optional(thrown(aFailure({ retry: 'never' })))).toBeUndefined();
  });

  test('hides no mistake of ours', async () => {
    const mistake = new TypeError('a mistake');
    await expect(optional(thrown(mistake))).rejects.toBe(mistake);
  });
});
