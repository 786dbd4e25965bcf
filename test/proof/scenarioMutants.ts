/** The rules that random schedules do not touch: the product without each of them, and the scenario that shows it. */
import type { Mutation } from './buildMutated';
import type { Scenario } from './scenarios';

export interface ScenarioMutant {
  readonly without: string;
  readonly shownBy: Scenario;
  readonly mutations: readonly Mutation[];
}

export const SCENARIO_MUTANTS: readonly ScenarioMutant[] = [
  {
    without: 'undoing what locks the administrator out',
    shownBy: 'administratorComesBackIn',
    mutations: [
      {
        within: 'readByPassword',
        code: 'await api.writeSettings(byToken, pick(before, Object.keys(written)));',
        instead: '',
      },
    ],
  },
  {
    without: 'holding a token across the switch',
    shownBy: 'administratorComesBackIn',
    mutations: [
      {
        within: 'openSession',
        code: "{ kind: 'token', userName: admin.userName, token }",
        instead: "{ kind: 'password', admin }",
      },
    ],
  },
  {
    without: 'believing settings only when they prove an administrator',
    shownBy: 'administratorComesBackIn',
    mutations: [
      {
        within: 'settingsSchema',
        code: '{ version: z.string(), authenticationMethod: z.string(), siteUrl: z.string() }',
        instead:
          "{ version: z.string().default(''), authenticationMethod: z.string().default(''), siteUrl: z.string().default('') }",
      },
    ],
  },
  {
    without: 'waiting for a young credential that a server does not know',
    shownBy: 'youngCredentialIsNotGivenUp',
    mutations: [
      {
        within: 'retire',
        code: "outcome === 'unknown' && seen.at < later(credential.startsAt, CREDENTIAL_REMOVABLE)",
        instead: 'false',
      },
    ],
  },
  {
    without: 'asking whether the registration is ours',
    shownBy: 'registrationOfOthersIsLeftAlone',
    mutations: [
      {
        within: 'notOwned',
        code: 'if (ownedByUs) return undefined;',
        instead: 'return undefined;',
      },
    ],
  },
  {
    without: 'the margin by which a secret outlives its renewal',
    shownBy: 'noSecretIsRenewedAtEveryLook',
    mutations: [
      {
        within: 'livesLongEnough',
        code: 'shortestMs(validity) >= shortestMs(renewBefore) + shortestMs(overlap) + shortestMs(MARGIN)',
        instead: 'shortestMs(validity) > 0',
      },
    ],
  },
];
