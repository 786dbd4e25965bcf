/** The commands people type: wrong options are all named, and a taken port is said plainly. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { isPart, readPartOptions } from '../../sandbox/cli/partOptions';
import { readStartOptions } from '../../sandbox/cli/startOptions';
import { listen } from '../../sandbox/kit/listen';
import { repositoryFolder } from '../../sandbox/kit/repositoryFolder';

test('npm start has defaults for everything', () => {
  expect(readStartOptions([])).toMatchObject({
    kind: 'options',
    value: { exit: false, seed: 1, 'port-offset': 0, espocrm: undefined },
  });
});

test('a real EspoCRM is named by its address and an administrator, whose password may hold colons', () => {
  const args = ['--espocrm', 'http://127.0.0.1:8080/', '--espocrm-admin', 'root:a:b'];
  expect(readStartOptions(args)).toMatchObject({
    value: { espocrm: { url: 'http://127.0.0.1:8080', admin: { userName: 'root', password: 'a:b' } } },
  });
});

test('every wrong option is named, and the exit code says wrong use', () => {
  const said = readStartOptions(['--port-offset', 'many', '--seed', 'x', '--espocrm', 'crm']);
  expect(said).toMatchObject({ kind: 'said', exitCode: 2 });
  for (const name of ['--port-offset', '--seed', '--espocrm']) expect(JSON.stringify(said)).toContain(name);
  expect(readStartOptions(['--espocrm', 'http://crm'])).toMatchObject({ kind: 'said', exitCode: 2 });
  expect(readStartOptions(['--colour'])).toMatchObject({ kind: 'said', exitCode: 2 });
});

test('--help explains every option', () => {
  const said = readStartOptions(['--help']);
  expect(said).toMatchObject({ kind: 'said', exitCode: 0 });
  for (const name of ['--exit', '--port-offset', '--seed', '--traffic', '--espocrm', '--entra-for-espocrm'])
    expect(JSON.stringify(said)).toContain(name);
});

test('each simulator alone has its own options and defaults', () => {
  expect(['espocrm', 'keyvault', 'entra', 'graph', 'toString'].filter(isPart)).toEqual([
    'espocrm',
    'keyvault',
    'entra',
  ]);
  expect(readPartOptions('espocrm', [])).toMatchObject({
    value: { part: 'espocrm', port: 8080, version: '10.0', admin: { userName: 'admin', password: 'admin' } },
  });
  expect(readPartOptions('espocrm', ['--version', '7'])).toMatchObject({ kind: 'said', exitCode: 2 });
});

test('a port that is taken ends npm start with one line that names it', async () => {
  const server = createServer();
  const taken = await listen(server, 0, 'this test');
  const offset = taken - 10_000;
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [join(repositoryFolder, 'dist/sandbox/start.cjs'), '--exit', '--port-offset', String(offset)],
      (error, stdout) => resolve(`${error?.code ?? 0} ${stdout}`),
    );
  });
  server.close();
  expect(output).toMatch(/^1 /);
  expect(output).toContain(`Port ${taken} for the blob storage is already taken.`);
});
