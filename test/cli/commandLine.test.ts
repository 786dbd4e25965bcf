/** What people type: every wrong word is named, and a secret is never one of them. */
import { readCommand } from '../../cli/commandLine';
import { REVOCATIONS } from '../../src/core/connection';

const environment = { CONNECTOR_APP_URL: 'https://connector.example.com' };
const audience = '11111111-2222-4333-8444-555555555555';

test('address, audience and function key come from the environment, the first two also from options', () => {
  const set = { ...environment, CONNECTOR_AUDIENCE: audience, CONNECTOR_FUNCTION_KEY: 'key' };
  expect(readCommand(['connections', 'list'], set)).toEqual({
    kind: 'options',
    value: {
      command: 'list',
      app: 'https://connector.example.com',
      audience: `api://${audience}`,
      functionKey: 'key',
      json: false,
    },
  });
  const args = ['list', '--app', 'https://other.example.com/', '--audience', 'api://other/', '--json'];
  expect(readCommand(args, set)).toMatchObject({
    value: { app: 'https://other.example.com', audience: 'api://other', json: true },
  });
  expect(readCommand(['list', '--function-key', 'key'], set)).toMatchObject({ kind: 'said', exitCode: 2 });
});

test('variables that are empty count as not set', () => {
  const read = readCommand(['list'], { ...environment, CONNECTOR_AUDIENCE: '', CONNECTOR_FUNCTION_KEY: '' });
  expect(read).toEqual({
    kind: 'options',
    value: { command: 'list', app: 'https://connector.example.com', json: false },
  });
});

test.each([
  'http://connector.example.com',
  'https://connector.example.com/api',
  'https://connector.example.com?code=key',
  'connector',
])('%s is not where a function key is sent', (app) => {
  expect(readCommand(['list', '--app', app], {})).toMatchObject({ kind: 'said', exitCode: 2 });
});

test('an app on this machine may do without https', () => {
  expect(readCommand(['list', '--app', 'http://localhost:7071'], {})).toMatchObject({ kind: 'options' });
});

test('everything that is wrong is named at once', () => {
  const read = readCommand(['rotate', 'Acme', '--revoke', 'never', '--wait', 'long'], {});
  expect(read).toMatchObject({ kind: 'said', exitCode: 2 });
  const { text } = read as { text: string };
  for (const part of [
    '--app is missing',
    'The name "Acme" must consist of small letters',
    '--reason is missing',
    '--revoke must be one of after-overlap, after-delivery, immediately',
    '--wait must be a whole number',
  ])
    expect(text).toContain(part);
});

test('the help for a rotation says when a replaced secret can stop working', () => {
  const read = readCommand(['rotate', '--help'], {});
  for (const revocation of REVOCATIONS) expect(read).toMatchObject({ text: expect.stringContaining(revocation) });
});

test.each([
  [['apply'], 'Name one file'],
  [['apply', 'a', 'b'], 'Name one file'],
  [['show'], 'Name one connection.'],
  [['delete'], 'Name at least one connection.'],
  [['list', 'acme'], "Unexpected argument 'acme'"],
  [['remove', 'acme'], 'There is no command "remove".'],
])('%j is said to be wrong', (args, text) => {
  expect(readCommand(args, environment)).toMatchObject({
    kind: 'said',
    exitCode: 2,
    text: expect.stringContaining(text),
  });
});

test('help lists the commands, and each explains its options', () => {
  const helps = ['list', 'show', 'apply', 'plan', 'rotate', 'delete'];
  for (const args of [[], ['--help'], ['connections', '--help']]) {
    const said = readCommand(args, {});
    expect(said).toMatchObject({ kind: 'said', exitCode: 0 });
    for (const name of helps) expect(JSON.stringify(said)).toContain(name);
  }
  for (const name of helps) {
    const said = readCommand([name, '--help'], {});
    expect(said).toMatchObject({ kind: 'said', exitCode: 0 });
    for (const option of ['--app', '--audience', '--json', 'CONNECTOR_FUNCTION_KEY', 'Exit code'])
      expect(JSON.stringify(said)).toContain(option);
  }
  expect(JSON.stringify(readCommand(['delete', '--help'], {}))).toContain('--espocrm-is-gone');
});
