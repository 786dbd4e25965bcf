/** What can be asked of the app from a terminal: commands, their options, and the text that explains them. */
import * as z from 'zod';
import { connectionNameSchema } from '../src/contract/connectionSpec';
import { rotateBodySchema } from '../src/contract/underWay';
import { type CommandLine, type OptionHelp, parseOptions, type Said, wholeNumber } from './parseOptions';

type Environment = Readonly<Record<string, string | undefined>>;

const isHere = ({ hostname }: URL) => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

const NOT_HTTPS = 'must be an https address without a path, for example https://my-connector.azurewebsites.net';
const appSchema = z
  .string({ error: 'is missing: the address of the app, here or in the environment variable CONNECTOR_APP_URL' })
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isHere(url));
    return isSafe && `${url.origin}/` === url.href;
  }, NOT_HTTPS)
  .transform((text) => new URL(text).origin);

/** The application ID URI of the app's registration (Microsoft Entra, "Expose an API"), or the client id that is its default. */
const audienceSchema = z
  .union([z.guid(), z.string().regex(/^(api|https):\/\/[^/].*$/)], 'must be a client id or an application ID URI')
  .transform((text) => (text.includes('://') ? text.replace(/\/+$/, '') : `api://${text}`));

const nameSchema = z.string().superRefine((text, context) => {
  const issue = connectionNameSchema.safeParse(text).error?.issues[0];
  if (issue) context.addIssue({ code: 'custom', message: `The name ${JSON.stringify(text)} ${issue.message}.` });
});
const names = z.array(nameSchema).min(1, 'Name at least one connection.').readonly();
const oneName = z.tuple([nameSchema], 'Name one connection.').readonly();
const onePath = z.tuple([z.string()], 'Name one file, or one folder of *.json files.').readonly();

const common = {
  app: appSchema,
  audience: audienceSchema.exactOptional(),
  functionKey: z.string().exactOptional(),
  json: z.boolean().default(false),
};
const MAX_WAIT_MINUTES = 1_440;
const waiting = { wait: wholeNumber(0, MAX_WAIT_MINUTES).default(30) };
const flag = z.boolean().default(false);

const commandSchemas = {
  list: z.object({ ...common, command: z.literal('list') }),
  show: z.object({ ...common, command: z.literal('show'), operands: oneName }),
  apply: z.object({ ...common, ...waiting, command: z.literal('apply'), operands: onePath }),
  plan: z.object({ ...common, command: z.literal('plan'), operands: onePath }),
  rotate: z.object({
    ...common,
    ...waiting,
    command: z.literal('rotate'),
    operands: names,
    reason: z
      .string({ error: 'is missing: why the secret is replaced, for the log' })
      .pipe(rotateBodySchema.shape.reason),
    revoke: rotateBodySchema.shape.revoke,
  }),
  delete: z.object({
    ...common,
    ...waiting,
    command: z.literal('delete'),
    operands: names,
    'keep-registration': flag,
    'keep-secrets': flag,
    'espocrm-is-gone': flag,
  }),
} as const;

type CommandName = keyof typeof commandSchemas;
export type Command = { [Name in CommandName]: z.infer<(typeof commandSchemas)[Name]> }[CommandName];
export type CommandOf<Name extends CommandName> = Extract<Command, { command: Name }>;

const PROGRAM = 'espocrm-entra-connector connections';
const text = { type: 'string' } as const;
const yes = { type: 'boolean' } as const;

const commonHelp: readonly OptionHelp[] = [
  { usage: '--app URL', meaning: 'the deployed app; CONNECTOR_APP_URL when left out' },
  {
    usage: '--audience ID',
    meaning: "client id or application ID URI of the app's registration: calls as whoever is signed in with",
  },
  { usage: '', meaning: '`az login` or `azd auth login`; CONNECTOR_AUDIENCE when left out' },
  { usage: '--json', meaning: 'print JSON, for scripts' },
];
const waitHelp: OptionHelp = {
  usage: '--wait MINUTES',
  meaning: 'how long to wait for what is still settling, 0 for not at all; 30 when left out',
};
const NOTES =
  'A function key is taken from the environment variable CONNECTOR_FUNCTION_KEY, and from nowhere else.\nExit code: 0 when all is settled, 1 when something is not, 2 when the command or a file is wrong.';

interface Description {
  readonly operand: string;
  readonly about: string;
  readonly help: readonly OptionHelp[];
  readonly options: CommandLine<Command>['options'];
}

const DESCRIPTIONS: Readonly<Record<CommandName, Description>> = {
  list: { operand: '', about: 'Lists every connection, those that need somebody first.', help: [], options: {} },
  show: {
    operand: 'NAME',
    about: 'Shows one connection: its secret, its problems, what is due.',
    help: [],
    options: {},
  },
  apply: {
    operand: 'FILE-OR-FOLDER',
    about:
      'Provisions what a file, or every *.json in a folder, describes.\nA file holds the body of PUT /api/connections/{name}, and "name", which is the name of the file when left out.\nNothing is sent unless all files are right.',
    help: [waitHelp],
    options: { wait: text },
  },
  plan: {
    operand: 'FILE-OR-FOLDER',
    about: 'Says what apply would do next, and changes nothing.\nExit code 0 when that is nothing.',
    help: [],
    options: {},
  },
  rotate: {
    operand: 'NAME...',
    about: 'Replaces client secrets before their time, because they have leaked or may have.',
    help: [
      { usage: '--reason TEXT', meaning: 'why, for the log; required' },
      {
        usage: '--revoke WHEN',
        meaning: 'when the replaced secret stops working: after-overlap (when left out; nobody notices),',
      },
      { usage: '', meaning: 'after-delivery, or immediately (nobody can sign in until the new one is delivered)' },
      waitHelp,
    ],
    options: { reason: text, revoke: text, wait: text },
  },
  delete: {
    operand: 'NAME...',
    about: 'Gives EspoCRM its own login back, removes what was made for the connection, and forgets it.',
    help: [
      { usage: '--keep-registration', meaning: 'leave the app registration, without our client secrets' },
      { usage: '--keep-secrets', meaning: 'leave the client secret in Key Vault, which opens nothing any more' },
      { usage: '--espocrm-is-gone', meaning: 'ask nothing of EspoCRM, because it does not exist any more' },
      waitHelp,
    ],
    options: { 'keep-registration': yes, 'keep-secrets': yes, 'espocrm-is-gone': yes, wait: text },
  },
};

const isCommandName = (word: string): word is CommandName => Object.hasOwn(DESCRIPTIONS, word);

function overview(): string {
  const all = Object.entries(DESCRIPTIONS).map(([name, { operand, about }]) => ({
    usage: `${name} ${operand}`,
    about: about.split('\n')[0] ?? '',
  }));
  const width = Math.max(...all.map(({ usage }) => usage.length));
  const lines = all.map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`);
  return `Usage: ${PROGRAM} COMMAND [options]\n\n${lines.join('\n')}\n\n${NOTES}\nMore about each: ${PROGRAM} COMMAND --help\n`;
}

function lineOf(name: CommandName, environment: Environment): CommandLine<Command> {
  const { operand, about, help, options } = DESCRIPTIONS[name];
  // Empty is as good as not set: that is what scripts leave where they have no value.
  const from = (variable: string) => (environment[variable] ? environment[variable] : undefined);
  const otherwise = {
    command: name,
    app: from('CONNECTOR_APP_URL'),
    audience: from('CONNECTOR_AUDIENCE'),
    functionKey: from('CONNECTOR_FUNCTION_KEY'),
  };
  return {
    usage: [PROGRAM, name, operand, '[options]'].filter(Boolean).join(' '),
    about,
    help: [...help, ...commonHelp],
    notes: NOTES,
    options: { app: text, audience: text, json: yes, ...options },
    schema: commandSchemas[name],
    takesOperands: operand !== '',
    otherwise: Object.fromEntries(Object.entries(otherwise).filter(([, value]) => value !== undefined)),
  };
}

/** `args`: after the program's own name. The word `connections` may be left out. */
export function readCommand(
  args: readonly string[],
  environment: Environment,
): { kind: 'options'; value: Command } | Said {
  const [word = '--help', ...rest] = args[0] === 'connections' ? args.slice(1) : args;
  if (isCommandName(word)) return parseOptions(rest, lineOf(word, environment));
  if (word === '--help' || word === 'help') return { kind: 'said', text: overview(), exitCode: 0 };
  return { kind: 'said', text: `There is no command ${JSON.stringify(word)}.\n\n${overview()}`, exitCode: 2 };
}
