/** A story is told in colours on a terminal that has them, and in plain text everywhere else. */
import { createNarrator } from '../../sandbox/story/narrator';

/** What is written when a story is told there. */
async function written(screen: { readonly isTTY?: boolean; hasColors?(): boolean }): Promise<string> {
  const texts: string[] = [];
  const narrator = createNarrator({ ...screen, write: (text) => texts.push(text) });
  narrator.heading('Provision');
  await narrator.step('A step', async () => narrator.claim('it is so', true));
  narrator.fact('a fact');
  return texts.join('');
}

const ESCAPE = '\u001b';

test('a file or a pipe gets no control codes', async () => {
  expect(await written({})).not.toContain(ESCAPE);
  expect(await written({})).toContain('✓ it is so');
});

test('a terminal gets colours', async () => {
  expect(await written({ isTTY: true, hasColors: () => true })).toContain(`${ESCAPE}[32m`);
});

test('a terminal for which NO_COLOR is set, or that has no colours, gets none', async () => {
  expect(await written({ isTTY: true, hasColors: () => false })).not.toContain(`${ESCAPE}[32m`);
});
