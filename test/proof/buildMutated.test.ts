import { buildMutated, type Mutation } from './buildMutated';

const build = (mutation: Mutation) => buildMutated<typeof import('./life')>('life.ts', [mutation]);

describe('code that a mutant of the proofs changes', () => {
  test('is found in the function that is named, wherever that stands, and however its lines are broken', async () => {
    const code = "act(at,problems,{\n  kind: 'deliver',\n  reason, version, keyId,\n}, ...retiring.map(retire))";
    expect(await build({ within: 'planDelivery', code, instead: 'undefined' })).toHaveProperty('live');
  });

  test.each([
    ['is not there', 'planDelivery', 'if (until) return;', '0 times'],
    ['is there in another function only', 'planSecrets', "rest('wait', problems, until)", '0 times'],
    [
      'is in the functions that are named, but not in that order',
      'readBack > sessionFrom',
      'throw notKept(lost);',
      '0 times',
    ],
    ['is only part of an expression', 'planDelivery', "'wait', problems", '0 times'],
    ['is there twice', 'deliverReason', "return 'drifted';", '3 times'],
  ])('is refused where it %s', async (_what, within, code, words) => {
    await expect(build({ within, code, instead: '' })).rejects.toThrow(words);
  });
});
