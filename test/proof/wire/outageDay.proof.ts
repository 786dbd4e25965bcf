/** A day's outage of each outside system, with the app's own time limits. */
import type { Service } from '../../../sandbox/kit/simulator';
import { startTestStage, type TestStage } from '../../support/startTestStage';
import { dayWithout } from '../../support/wire/dayWithout';
import { type FaultName, wireFault } from '../../support/wire/wireFaults';

let stage: TestStage;
beforeEach(async () => {
  stage = await startTestStage();
});
afterEach(() => stage.close());

test.each<[string, Service, FaultName, number]>([
  ['EspoCRM', 'espocrm', 'reset before', 200],
  ['EspoCRM', 'espocrm', '500', 200],
  ['Key Vault', 'keyvault', 'reset before', 2_000],
  ['Key Vault', 'keyvault', '503', 2_000],
  ['Microsoft Graph', 'graph', 'reset before', 1_000],
  ['Microsoft Graph', 'graph', '503', 1_000],
  ['Entra', 'sts', '503', 500],
])(
  'a day on which %s (%s) answers every request with %s costs it less than %i requests, is told, and passes by itself',
  async (system, service, fault, limit) => {
    const site = await stage.aSettledSite('away');
    const { requests, shown, recover } = await dayWithout(stage, site, service, wireFault(service, fault));
    process.stdout.write(`a day without ${system} (${fault}): ${requests} requests\n`);
    expect(requests).toBeGreaterThan(20);
    expect(requests).toBeLessThan(limit);
    expect(shown).toMatchObject({ state: 'settling', health: 'warn' });
    expect(shown.problems).toMatchObject([{ detail: expect.stringContaining(`${system}, `) }]);
    const failures = stage.logs.filter(({ text }) => text.includes('"event":"reconcile.failed"'));
    expect(failures.every(({ text }) => text.includes(`"system":"${system}"`))).toBe(true);
    expect(stage.holdsGoodSecret(site)).toBe(true);
    await recover();
    expect(await stage.signsIn(site)).toBe(true);
  },
  30 * 60_000,
);
