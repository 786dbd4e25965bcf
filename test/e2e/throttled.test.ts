/** What the app makes of limits that Graph and Key Vault enforce. */
import { startTestStage, type TestStage } from '../support/startTestStage';

const SECONDS = 1_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ events: 'EventGridSchema', settings: { SETTLE_WITHIN: 'PT1S' } });
});
afterAll(() => stage.close());

/** Answers of 429 meanwhile, by operation. */
async function refusals(run: () => Promise<unknown>): Promise<readonly string[]> {
  const operations: string[] = [];
  const stop = stage.sandbox.world.exchanges.listen(({ operation, response }) => {
    if (response.status === 429) operations.push(operation);
    return undefined;
  });
  await run();
  stop();
  return operations;
}

const rotate = (name: string) =>
  stage.api.request('POST', `/api/connections/${name}/rotate`, { reason: 'to see it throttled' });

const statesOf = (names: readonly string[]) =>
  Promise.all(names.map(async (name) => (await stage.api.show(name)).state));

test('provisions at the pace that the vault allows, without beginning anew', async () => {
  stage.sandbox.keyVault.setLimit({ amount: 8, perMs: 3 * SECONDS });
  const names = ['vault-1', 'vault-2', 'vault-3'];
  const refused = await refusals(() =>
    Promise.all(names.map((name) => stage.aSettledSite(name).catch(() => undefined))),
  );
  stage.sandbox.keyVault.setLimit({ amount: 4_000, perMs: 10 * SECONDS });
  expect(refused.length).toBeGreaterThan(0);
  expect(stage.logged('reconcile.failed')).toBe(0);
  expect(await statesOf(names)).toEqual(names.map(() => 'settled'));
});

test('adds one client secret where Graph asks to wait for it', async () => {
  const names = ['graph-1', 'graph-2'];
  for (const name of names) await stage.aSettledSite(name);
  const before = stage.sandbox.entra.registrations().flatMap(({ credentials }) => credentials).length;
  const units = { amount: 3_500, perMs: 10 * SECONDS };
  stage.sandbox.entra.setLimits({ units, writes: { amount: 1, perMs: 3 * SECONDS } });
  // The next write begins a span.
  await stage.moveBy(3 * SECONDS);
  const refused = await refusals(() => Promise.all(names.map(rotate)));
  stage.sandbox.entra.setLimits({ units, writes: { amount: 3_000, perMs: 150 * SECONDS } });
  expect(new Set(refused)).toEqual(new Set(['addPassword']));
  expect(stage.sandbox.entra.registrations().flatMap(({ credentials }) => credentials)).toHaveLength(before + 2);
  for (const name of names) expect(stage.ownCredentials(name)).toHaveLength(2);
});

test('leaves to the queue what Graph asks to wait for longer', async () => {
  const [other, name] = ['graph-3', 'graph-4'] as const;
  for (const each of [other, name]) await stage.aSettledSite(each);
  const units = { amount: 3_500, perMs: 10 * SECONDS };
  stage.sandbox.entra.setLimits({ units, writes: { amount: 1, perMs: 150 * SECONDS } });
  await stage.moveBy(150 * SECONDS);
  await rotate(other);
  const { body } = await rotate(name);
  expect(body).toMatchObject({ state: 'settling', problems: [{ code: 'outside-failure' }] });
  expect(stage.ownCredentials(name)).toHaveLength(1);
  stage.sandbox.entra.setLimits({ units, writes: { amount: 3_000, perMs: 150 * SECONDS } });
  await stage.until('the new secret', () => stage.ownCredentials(name).length === 2);
});
