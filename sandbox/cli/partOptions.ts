/** The options of `npm run sandbox -- espocrm`, `-- keyvault` and `-- entra`: one simulator alone. */
import * as z from 'zod';
import { type CommandLine, type OptionHelp, parseOptions, wholeNumber } from '../../cli/parseOptions';
import { userAndPassword } from './commonOptions';

const DEFAULT_PORTS = { espocrm: 8080, keyvault: 8081, entra: 8082 } as const;
export type Part = keyof typeof DEFAULT_PORTS;
export const isPart = (text: string): text is Part => Object.hasOwn(DEFAULT_PORTS, text);

const port = (part: Part) => wholeNumber(1, 65_534).default(DEFAULT_PORTS[part]);
const espocrmSchema = z.object({
  part: z.literal('espocrm').default('espocrm'),
  port: port('espocrm'),
  version: z.enum(['9.2', '10.0'], 'must be 9.2 or 10.0').default('10.0'),
  admin: userAndPassword.default({ userName: 'admin', password: 'admin' }),
});
const keyvaultSchema = z.object({ part: z.literal('keyvault').default('keyvault'), port: port('keyvault') });
const entraSchema = z.object({ part: z.literal('entra').default('entra'), port: port('entra') });
export type PartOptions = z.infer<typeof espocrmSchema | typeof keyvaultSchema | typeof entraSchema>;

const portHelp = (part: Part): OptionHelp => ({ usage: '--port N', meaning: `${DEFAULT_PORTS[part]} when left out` });
const text = { type: 'string' } as const;

const LINES: Readonly<Record<Part, CommandLine<PartOptions>>> = {
  espocrm: {
    usage: 'npm run sandbox -- espocrm [options]',
    about: 'Serves a simulated EspoCRM over plain HTTP on this machine.',
    help: [
      portHelp('espocrm'),
      { usage: '--version V', meaning: '9.2 or 10.0; 10.0 when left out' },
      { usage: '--admin USER:PASS', meaning: 'its administrator; admin:admin when left out' },
    ],
    options: { port: text, version: text, admin: text },
    schema: espocrmSchema,
  },
  keyvault: {
    usage: 'npm run sandbox -- keyvault [options]',
    about: 'Serves a simulated Key Vault over plain HTTP on this machine.',
    help: [portHelp('keyvault')],
    options: { port: text },
    schema: keyvaultSchema,
  },
  entra: {
    usage: 'npm run sandbox -- entra [options]',
    about: 'Serves a simulated Entra token service, and Graph on the next port, over plain HTTP on this machine.',
    help: [portHelp('entra')],
    options: { port: text },
    schema: entraSchema,
  },
};

export const readPartOptions = (part: Part, args: readonly string[]) => parseOptions(args, LINES[part]);
