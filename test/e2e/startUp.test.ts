/** The app and its settings. */
import { startApp } from '../../sandbox/stage/startApp';
import { type Sandbox, startSandbox } from '../../sandbox/stage/startSandbox';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 1 });
});
afterAll(() => sandbox.close());

test('a missing or wrong setting stops the app with one message that lists all of them', async () => {
  const settings = { AZURE_TENANT_ID: '', KEY_VAULT_URI: 'http://vault', SETTLE_WITHIN: 'soon', AZURE_CLOUD: 'Mars' };
  const problem = await startApp(sandbox, { settings }).then(
    async (app) => {
      await app.close();
      return 'it started';
    },
    (error: Error) => error.message,
  );
  for (const name of Object.keys(settings)) expect(problem).toContain(name);
  expect(problem.match(/need attention/g)).toHaveLength(1);
});

test('the app registers its seven functions, and none that anybody may call but health', async () => {
  const app = await startApp(sandbox);
  const shown = app.functions.map(({ name, type, authLevel }) => [name, type, authLevel]);
  await app.close();
  expect(shown.sort()).toEqual([
    ['health', 'httpTrigger', 'anonymous'],
    ['healthCheck', 'timerTrigger', undefined],
    ['list', 'httpTrigger', 'function'],
    ['provision', 'httpTrigger', 'function'],
    ['reconcile', 'queueTrigger', undefined],
    ['show', 'httpTrigger', 'function'],
    ['vaultEvent', 'eventGridTrigger', undefined],
  ]);
});
