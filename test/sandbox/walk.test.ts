/** How a document is read as a walk, and what counts as the answer that it shows. */
import { readWalk } from '../../sandbox/walk/readWalk';
import { createShell } from '../../sandbox/walk/shell';
import { comparedWith } from '../../sandbox/walk/shownAnswer';

const fenced = (language: string, ...lines: string[]) => [`\`\`\`${language}`, ...lines, '```'].join('\n');
const document = (...parts: string[]) => parts.join('\n\n');
const BESIDE = '<!-- beside: start -->';

/** Each step as its commands and what they are to answer. */
const stepsOf = (...parts: string[]) =>
  readWalk(document(...parts)).sections.flatMap(({ steps }) =>
    steps.map(({ commands, answer }) => [commands, answer?.shown]),
  );

test('the block after the commands is their answer, however much is said in between', () => {
  expect(stepsOf(BESIDE, fenced('sh', 'curl a'), 'This answers:', fenced('json', '{}'))).toEqual([['curl a', '{}']]);
});

test('commands that come before the next answer have none', () => {
  const steps = stepsOf(BESIDE, fenced('sh', 'curl a'), fenced('sh', 'curl b'), fenced('json', '{}'));
  expect(steps).toEqual([
    ['curl a', undefined],
    ['curl b', '{}'],
  ]);
});

test('a second block after an answer is an example of something else', () => {
  expect(stepsOf(BESIDE, fenced('sh', 'curl a'), fenced('json', '1'), fenced('json', '2'))).toEqual([['curl a', '1']]);
});

test('a console shows each command with its answer', () => {
  expect(stepsOf(BESIDE, fenced('console', '$ list', 'NAME', 'acme', '$ show acme', 'acme: settled'))).toEqual([
    ['list', 'NAME\nacme\n'],
    ['show acme', 'acme: settled'],
  ]);
});

test('a block in a list is without the indentation of the list', () => {
  expect(stepsOf(BESIDE, '1. First\n\n   ```sh\n   curl a\n     -d b\n   ```')).toEqual([
    ['curl a\n  -d b', undefined],
  ]);
});

test('the reason why a block is not run is for that block alone', () => {
  const walk = readWalk(document(BESIDE, '<!-- not run here: why -->', fenced('sh', 'azd up'), fenced('sh', 'curl a')));
  expect(walk.notRun).toEqual([{ line: 5, reason: 'why' }]);
  expect(walk.sections[0]?.steps.map(({ commands }) => commands)).toEqual(['curl a']);
});

test('commands that run beside nothing, with no reason why they are not run, are refused', () => {
  expect(() => readWalk(fenced('sh', 'curl a'))).toThrow('Line 1');
});

describe('An answer is as shown', () => {
  const id = 'a4cd621a-dd7f-4a61-85b4-dc1f126d8738';
  const otherId = '2a7875ac-d1e8-45d8-95d9-d3e6b245b587';
  test.each([
    ['with other ids and times', { id, at: '2026-01-01T00:00:00Z' }, { id: otherId, at: '2028-11-06T19:54:02.278Z' }],
    ['where a text goes on', { detail: 'EspoCRM keeps 50, …' }, { detail: 'EspoCRM keeps 50, and more' }],
    ['where there are further fields', { name: 'acme', '…': '…' }, { name: 'acme', state: 'settled' }],
    ['where there are further elements', [1, '…'], [1, 2, 3]],
  ])('%s', (_when, shown, real) => {
    expect(comparedWith({ kind: 'json', shown: JSON.stringify(shown) }, JSON.stringify(real))).toEqual([]);
  });

  test('in a table of the terminal, whatever the day', () => {
    const shown = 'NAME  CHECKED\nacme  2028-11-06 19:53 UTC\n';
    expect(comparedWith({ kind: 'text', shown }, 'NAME  CHECKED\nacme  2030-01-01 00:00 UTC')).toEqual([]);
  });
});

describe('An answer is not as shown', () => {
  test.each([
    ['with another value', { state: 'settled' }, { state: 'settling' }, '/state is "settling", shown is "settled"'],
    ['with a field that is not shown', { a: 1 }, { a: 1, b: 2 }, '/b is 2, and not shown'],
    ['without a field that is shown', { a: 1 }, {}, '/a is missing, shown is 1'],
    ['with an element too many', [1], [1, 2], 'the answer is [1,2], shown is [1]'],
    ['with an id where a word is shown', ['acme'], ['a4cd621a-dd7f-4a61-85b4-dc1f126d8738'], '/0 is'],
  ])('%s', (_when, shown, real, told) => {
    const wrong = comparedWith({ kind: 'json', shown: JSON.stringify(shown) }, JSON.stringify(real));
    expect(wrong.join('\n')).toContain(told);
    expect(wrong).toHaveLength(1);
  });

  test('when it is no JSON', () => {
    expect(comparedWith({ kind: 'json', shown: '{}' }, 'Not found')).toHaveLength(1);
  });
});

describe('The shell of a walk', () => {
  const strict = { strict: true, asOnTerminal: false } as const;

  test('keeps what one block has set for the next', async () => {
    const shell = await createShell();
    await shell.run('name=acme', strict);
    expect(await shell.run('echo "$name"', strict)).toMatchObject({ exitCode: 0, output: 'acme\n' });
    await shell.close();
  });

  test('ends with the first command that fails', async () => {
    const shell = await createShell();
    expect(await shell.run('echo one; false; echo two', strict)).toMatchObject({ exitCode: 1, output: 'one\n' });
    await shell.close();
  });

  test('shows a failure as a terminal does where that is what is shown', async () => {
    const shell = await createShell();
    const ran = await shell.run('echo gone >&2; false', { strict: false, asOnTerminal: true });
    expect(ran).toMatchObject({ exitCode: 1, output: 'gone\n' });
    await shell.close();
  });
});
