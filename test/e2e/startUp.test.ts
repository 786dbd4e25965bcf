/** The app and its settings. */
import type { RunningHost } from '../../sandbox/host/startHost';
import { startApp } from '../../sandbox/stage/startApp';
import { type Sandbox, startSandbox } from '../../sandbox/stage/startSandbox';
import { documented } from '../support/contractBreach';

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

describe('the app registers', () => {
  let functions: RunningHost['functions'];
  beforeAll(async () => {
    const app = await startApp(sandbox);
    functions = app.functions;
    await app.close();
  });

  test('its eleven functions, and without a key only health and the page, which asks who looks', () => {
    const shown = functions.map(({ name, type, authLevel }) => [name, type, authLevel]);
    expect(shown.sort()).toEqual([
      ['deprovision', 'httpTrigger', 'function'],
      ['health', 'httpTrigger', 'anonymous'],
      ['healthCheck', 'timerTrigger', undefined],
      ['list', 'httpTrigger', 'function'],
      ['openApi', 'httpTrigger', 'function'],
      ['provision', 'httpTrigger', 'function'],
      ['reconcile', 'queueTrigger', undefined],
      ['rotate', 'httpTrigger', 'function'],
      ['show', 'httpTrigger', 'function'],
      ['status', 'httpTrigger', 'anonymous'],
      ['vaultEvent', 'eventGridTrigger', undefined],
    ]);
  });

  test('every route that the OpenAPI document describes, under its name, and no other', () => {
    const registered = functions.flatMap(({ name, type, route, methods = [] }) =>
      type === 'httpTrigger' ? methods.map((method) => `${name}: ${method} /${route}`) : [],
    );
    const described = documented.map(
      ({ method, path, operation }) => `${operation.operationId}: ${method.toUpperCase()} ${path}`,
    );
    expect(registered.sort()).toEqual(described.sort());
  });
});
