/** The command line as administrators have it, against the app: from files to the last day of a connection. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createConnectionsCommand } from '../../sandbox/fleet/connectionsCommand';
import { listen } from '../../sandbox/kit/listen';
import { startTestStage, type TestStage } from '../support/startTestStage';

let stage: TestStage;
let folder: string;
beforeAll(async () => {
  stage = await startTestStage();
  folder = await mkdtemp(join(tmpdir(), 'connections-'));
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

const connections = (...args: readonly string[]) =>
  stage.whileReplicating(createConnectionsCommand({ CONNECTOR_APP_URL: stage.app.url })('connections', ...args));

test('a folder of files becomes connections that staff sign in with, and they end again', async () => {
  const specs = join(folder, 'specs');
  await mkdir(specs);
  const sites = [await stage.addSite('berlin'), await stage.addSite('paris')];
  for (const { name, url } of sites) await writeFile(join(specs, `${name}.json`), JSON.stringify({ espocrmUrl: url }));

  const plan = await connections('plan', specs);
  expect([plan.exitCode, plan.stdout]).toEqual([1, expect.stringContaining('register (missing)')]);
  expect(await stage.api.request('GET', '/api/connections/berlin')).toMatchObject({ status: 404 });

  const applied = await connections('apply', specs, '--json');
  expect(applied.exitCode).toBe(0);
  expect(JSON.parse(applied.stdout)).toMatchObject({
    results: [
      { name: 'berlin', outcome: 'settled', status: 200, answer: { health: 'pass' } },
      { name: 'paris', outcome: 'settled' },
    ],
  });
  expect(applied.stderr).toContain('[2/2]');
  for (const site of sites) expect(await stage.signsIn(site)).toBe(true);
  expect(await connections('plan', specs)).toMatchObject({ exitCode: 0 });

  const list = await connections('list');
  expect([list.exitCode, list.stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))]).toEqual([
    0,
    [['NAME', 'STATE', 'HEALTH'], ['berlin', 'settled', 'pass'], ['paris', 'settled', 'pass'], ['']],
  ]);

  const [before] = stage.ownCredentials('berlin');
  const rotated = await connections('rotate', 'berlin', '--reason', 'seen in a log', '--revoke', 'after-delivery');
  expect([rotated.exitCode, rotated.stdout]).toEqual([0, expect.stringContaining('Interruption by the rotation: For')]);
  expect(stage.ownCredentials('berlin')).not.toContain(before);
  const shown = await connections('show', 'berlin');
  expect([shown.exitCode, shown.stdout]).toEqual([0, expect.stringContaining('seen in a log')]);

  const deleted = await connections('delete', 'berlin', 'paris');
  expect([deleted.exitCode, deleted.stdout]).toEqual([
    0,
    expect.stringMatching(/detach \(unwanted\)[\s\S]*espocrm-berlin-admin/),
  ]);
  expect((await connections('list')).stdout).toBe('There are no connections.\n');
  expect(await connections('show', 'berlin')).toMatchObject({ exitCode: 1, stdout: '' });
}, 120_000);

test('a person has to act: the exit code is not 0 and the remedy is printed', async () => {
  const site = await stage.addSite('moved');
  site.controls.edit({ siteUrl: 'https://elsewhere.example.com' });
  const file = join(folder, 'moved.json');
  await writeFile(file, JSON.stringify({ espocrmUrl: site.url }));
  const { exitCode, stdout } = await connections('apply', file);
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('espocrm-url-differs: ')]);
  expect(stdout).toContain('Set its Site URL');
  expect((await connections('list')).exitCode).toBe(1);
});

test('with one file wrong, nothing is sent of the others', async () => {
  const specs = join(folder, 'half');
  await mkdir(specs);
  const site = await stage.addSite('good');
  await writeFile(join(specs, 'good.json'), JSON.stringify({ espocrmUrl: site.url }));
  await writeFile(join(specs, 'bad.json'), '{"espocrmUrl": "http://crm.example.com", "colour": "red"}');
  const { exitCode, stdout, stderr } = await connections('apply', specs);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('bad.json: #/espocrmUrl must begin with https://'),
    expect.stringContaining('bad.json: #/colour is not a field'),
    'Nothing was sent.',
  ]);
  expect(await stage.api.request('GET', '/api/connections/good')).toMatchObject({ status: 404 });
});

test("an administrator's own Azure sign-in is asked for a token of the app, and the function key is never printed", async () => {
  const seen: unknown[] = [];
  const server = createServer(({ headers }, res) => {
    seen.push(headers.authorization, headers['x-functions-key']);
    res.end(JSON.stringify({ connections: [] }));
  });
  const port = await listen(server, 0, 'this test');
  // Stands for the Azure CLI: answers with what it was asked for.
  const az = join(folder, 'az');
  const answer = '{"accessToken": "token for \'"$*"\'", "expires_on": 4000000000}';
  await writeFile(az, `#!/bin/sh\necho '${answer}'\n`);
  await chmod(az, 0o755);
  const list = createConnectionsCommand({
    PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`,
    CONNECTOR_APP_URL: `http://localhost:${port}`,
    CONNECTOR_AUDIENCE: '11111111-2222-4333-8444-555555555555',
    CONNECTOR_FUNCTION_KEY: 'not to be seen',
  });
  const { exitCode, stdout, stderr } = await list('list');
  server.close();
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(seen).toEqual([
    expect.stringMatching(/^Bearer token for .*api:\/\/11111111-2222-4333-8444-555555555555/),
    'not to be seen',
  ]);
  expect(stdout + stderr).not.toContain('not to be seen');
});
