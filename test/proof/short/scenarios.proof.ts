import { buildMutated } from '../buildMutated';
import { SCENARIO_MUTANTS } from '../scenarioMutants';
import { type Scenario, scenarios } from '../scenarios';

test.each<Scenario>([
  'administratorComesBackIn',
  'youngCredentialIsNotGivenUp',
  'registrationOfOthersIsLeftAlone',
  'noSecretIsRenewedAtEveryLook',
])('the product comes through: %s', async (name) => {
  expect(await scenarios[name]()).toBe(true);
});

describe('the scenarios catch a product without', () => {
  test.each(SCENARIO_MUTANTS)('$without', async ({ mutations, shownBy }) => {
    const mutated = await buildMutated<typeof import('../scenarios')>('scenarios.ts', mutations);
    expect(await mutated.scenarios[shownBy]()).toBe(false);
  });
});
