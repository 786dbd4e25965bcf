/** The rules that random schedules do not touch: the product without each of them, and the scenario that shows it. */
import type { Mutation } from './buildMutated';
import type { Scenario } from './scenarios';

export interface ScenarioMutant {
  readonly without: string;
  readonly shownBy: Scenario;
  readonly mutations: readonly Mutation[];
}

const ESPOCRM_WRITE = 'src/adapters/espocrm/espocrmWrite.ts';
const ESPOCRM_API = 'src/adapters/espocrm/espocrmApi.ts';

export const SCENARIO_MUTANTS: readonly ScenarioMutant[] = [
  {
    without: 'undoing what locks the administrator out',
    shownBy: 'administratorComesBackIn',
    mutations: [{ file: ESPOCRM_WRITE, code: '    await api.writeSettings(byToken, before);\n', instead: '' }],
  },
  {
    without: 'holding a token across the switch',
    shownBy: 'administratorComesBackIn',
    mutations: [
      {
        file: ESPOCRM_WRITE,
        code: "const byToken: Caller = { kind: 'token', userName: admin.userName, token };",
        instead: "const byToken: Caller = { kind: 'password', admin };",
      },
    ],
  },
  {
    without: 'believing settings only when they prove an administrator',
    shownBy: 'administratorComesBackIn',
    mutations: [
      {
        file: ESPOCRM_API,
        code: 'const settingsSchema = z.looseObject({ version: z.string(), authenticationMethod: z.string(), siteUrl: z.string() });',
        instead:
          "const settingsSchema = z.looseObject({ version: z.string().default(''), authenticationMethod: z.string().default(''), siteUrl: z.string().default('') });",
      },
    ],
  },
  {
    without: 'waiting for a young credential that a server does not know',
    shownBy: 'youngCredentialIsNotGivenUp',
    mutations: [
      {
        file: 'src/reconcile/retire.ts',
        code: "if (outcome === 'unknown' && at < later(credential.startsAt, YOUNG)) throw notReplicated();",
        instead: '',
      },
    ],
  },
  {
    without: 'asking whether the registration is ours',
    shownBy: 'registrationOfOthersIsLeftAlone',
    mutations: [
      {
        file: 'src/core/decide/obstacle.ts',
        code: '  if (ownedByUs) return undefined;',
        instead: '  if (ownedByUs || appId) return undefined;',
      },
    ],
  },
  {
    without: 'the margin by which a secret outlives its renewal',
    shownBy: 'noSecretIsRenewedAtEveryLook',
    mutations: [
      {
        file: 'src/core/connection.ts',
        code: 'return shortestMs(validity) >= shortestMs(renewBefore) + shortestMs(overlap) + shortestMs(MARGIN);',
        instead: 'return shortestMs(validity) > 0;',
      },
    ],
  },
];
