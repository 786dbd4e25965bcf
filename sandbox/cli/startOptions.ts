/** The options of `npm start`. */
import { resolve } from 'node:path';
import * as z from 'zod';
import { type CommandLine, parseOptions } from '../../cli/parseOptions';
import { ADMIN_NEEDED, commonFields, commonHelp, commonOptions, hasAdmin, realEspoCrm } from './commonOptions';

const schema = z
  .object({
    exit: z.boolean().default(false),
    app: z
      .string()
      .min(1)
      .transform((folder) => resolve(folder))
      .optional(),
    ...commonFields,
  })
  .refine(hasAdmin, ADMIN_NEEDED)
  .transform((given) => ({ ...given, espocrm: realEspoCrm(given) }));
export type StartOptions = z.infer<typeof schema>;

const line: CommandLine<StartOptions> = {
  usage: 'npm start -- [options]',
  about:
    'Runs the app on this machine against simulators of everything outside, tells its whole story,\nchecks every claim, and stays up to play with.',
  help: [
    { usage: '--exit', meaning: 'end after the story; the exit code is not 0 if any of it was untrue' },
    { usage: '--app FOLDER', meaning: 'run the app that lies there, for example an unpacked release' },
    ...commonHelp,
  ],
  options: { exit: { type: 'boolean' }, app: { type: 'string' }, ...commonOptions },
  schema,
};

export const readStartOptions = (args: readonly string[]) => parseOptions(args, line);
