import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import { createClock } from '../../sandbox/kit/clock';
import { repositoryFolder } from '../../sandbox/kit/repositoryFolder';
import { settings, startHostApp } from './hostSetup';

const day = 86_400_000;
const refusal = (starting: Promise<unknown>) =>
  starting.then(
    () => 'it started',
    (error: Error) => error.message,
  );

async function anApp(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'host-app-'));
  const all = { 'host.json': '{"version": "2.0"}', 'package.json': '{"main": "main.js"}', ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

test('timers run on the shifted clock, once for all that the clock jumped over', async () => {
  const clock = createClock();
  const app = await startHostApp({ clock });
  // From one minute before six, whatever the time of day is.
  const sixToday = new Date(clock.now()).setUTCHours(5, 59, 0, 0);
  const [start] = await app.sayings('atStart', 1);
  expect(start?.['timer']).toMatchObject({ isPastDue: false, scheduleStatus: { last: '0001-01-01T00:00:00+00:00' } });
  expect(app.saidBy('daily')).toEqual([]);

  const sixOn = (days: number) => new Date(sixToday + days * day + 60_000).toISOString().replace('.000Z', '+00:00');
  await clock.moveTo(new Date(sixToday + 3 * day));
  const [slept] = await app.sayings('daily', 1);
  expect(slept?.['timer']).toMatchObject({ isPastDue: true, schedule: { adjustForDST: true } });

  await clock.moveTo(new Date(sixToday + 3 * day + 59_800));
  const [, punctual] = await app.sayings('daily', 2);
  expect(punctual?.['timer']).toMatchObject({ isPastDue: false, scheduleStatus: { next: sixOn(3) } });
  expect(String(punctual?.['now'])).toMatch(/T06:00:00/);
  expect(app.saidBy('daily')).toHaveLength(2);
  const [often] = app.saidBy('often');
  expect(often?.['timer']).toMatchObject({ scheduleStatus: null });
  await app.host.close();
});

test('timers stay silent when they are turned off', async () => {
  const clock = createClock();
  const app = await startHostApp({ clock, runTimers: false });
  await clock.moveBy(3 * day);
  await app.host.close();
  expect(app.saidBy('daily')).toEqual([]);
  expect(app.saidBy('atStart')).toEqual([]);
});

test('closing lets a request finish; a kill does not', async () => {
  const one = await startHostApp();
  const finishing = axios.get(`${one.host.url}/api/slow`, { proxy: false });
  await one.sayings('slow', 1);
  await one.host.close();
  expect((await finishing).status).toBe(200);
  expect(await one.host.ended).toBe('exit code 0');

  const other = await startHostApp();
  const dying = refusal(axios.get(`${other.host.url}/api/slow`, { proxy: false }));
  await other.sayings('slow', 1);
  await other.host.kill();
  expect(await dying).toBe('socket hang up');
  expect(await other.host.ended).toBe('killed by SIGKILL');
  await other.host.close();
});

test('an app that refuses to start says why, in its own words', async () => {
  expect(await refusal(startHostApp({ env: {} }))).toBe('GREETING is missing: how the app greets.');
});

test('a setting that only a trigger names is asked for', async () => {
  const { DAILY_AT: _missing, ...others } = settings;
  expect(await refusal(startHostApp({ env: others }))).toMatch(/"daily" needs the setting DAILY_AT for its schedule/);
  expect(await refusal(startHostApp({ env: { ...settings, DAILY_AT: 'at six' } }))).toMatch(/"at six"/);
  expect(await refusal(startHostApp({ pollQueues: true }))).toMatch(
    /connection string in the setting AzureWebJobsStorage/,
  );
});

test('a port that is taken is named', async () => {
  const app = await startHostApp({ runTimers: false });
  const port = Number(new URL(app.host.url).port);
  expect(await refusal(startHostApp({ port }))).toBe(`Port ${port} for the app is already taken.`);
  await app.host.close();
});

test('an app that registers nothing, or ends by itself, does not start', async () => {
  const functions = JSON.stringify(join(repositoryFolder, 'node_modules/@azure/functions'));
  const empty = await anApp({ 'main.js': `require(${functions}).app.setup({});` });
  const ending = await anApp({ 'main.js': 'console.error("I am leaving."); process.exit(3);' });
  expect(await refusal(startHostApp({ appFolder: empty.folder }))).toMatch(/main\.js registers no function\.$/);
  expect(await refusal(startHostApp({ appFolder: ending.folder }))).toMatch(/\(exit code 3\):\nI am leaving\.$/);
  await empty.remove();
  await ending.remove();
});

test('the built app lists its functions, and without settings all that are missing', async () => {
  const appFolder = join(repositoryFolder, 'dist/app');
  const text = await refusal(startHostApp({ appFolder, env: {} }));
  for (const name of ['AZURE_TENANT_ID', 'KEY_VAULT_URI', 'HEALTH_CHECK_SCHEDULE', 'AzureWebJobsStorage'])
    expect(text).toContain(name);
  const env = {
    AZURE_TENANT_ID: '11111111-1111-4111-8111-111111111111',
    KEY_VAULT_URI: 'https://localhost:1',
    HEALTH_CHECK_SCHEDULE: '0 0 6 * * *',
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  };
  const { host } = await startHostApp({ appFolder, env });
  expect(host.functions.map(({ name, type, route, authLevel }) => [name, type, route, authLevel])).toEqual([
    ['deprovision', 'httpTrigger', 'api/connections/{name}', 'function'],
    ['health', 'httpTrigger', 'api/health', 'anonymous'],
    ['healthCheck', 'timerTrigger', undefined, undefined],
    ['list', 'httpTrigger', 'api/connections', 'function'],
    ['openApi', 'httpTrigger', 'api/openapi.json', 'function'],
    ['provision', 'httpTrigger', 'api/connections/{name}', 'function'],
    ['reconcile', 'queueTrigger', undefined, undefined],
    ['rotate', 'httpTrigger', 'api/connections/{name}/rotate', 'function'],
    ['show', 'httpTrigger', 'api/connections/{name}', 'function'],
    ['status', 'httpTrigger', 'api/status', 'anonymous'],
    ['vaultEvent', 'eventGridTrigger', undefined, undefined],
  ]);
  await host.close();
});
