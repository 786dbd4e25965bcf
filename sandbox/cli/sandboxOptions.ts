/** The options of `npm run sandbox`: everything but the app. */
import * as z from 'zod';
import { type CommandLine, parseOptions } from '../../cli/parseOptions';
import { ADMIN_NEEDED, commonFields, commonHelp, commonOptions, hasAdmin, realEspoCrm } from './commonOptions';

const schema = z
  .object(commonFields)
  .refine(hasAdmin, ADMIN_NEEDED)
  .transform((given) => ({ ...given, espocrm: realEspoCrm(given) }));
export type SandboxCommandOptions = z.infer<typeof schema>;

const line: CommandLine<SandboxCommandOptions> = {
  usage: 'npm run sandbox -- [options], or npm run sandbox -- espocrm|keyvault|entra [options]',
  about:
    'Starts everything the app talks to, but not the app: local.settings.sample.json points at it.\nKey Vault events go to http://localhost:7071 as soon as an app answers there.',
  help: commonHelp,
  options: commonOptions,
  schema,
};

export const readSandboxOptions = (args: readonly string[]) => parseOptions(args, line);
