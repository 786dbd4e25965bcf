/** Reads command-line options and explains them; wrong ones are all named at once. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import * as z from 'zod';

/** What a command does instead of running: its help, or what is wrong with its options. */
export interface Said {
  readonly kind: 'said';
  readonly text: string;
  readonly exitCode: number;
}

export interface OptionHelp {
  /** As it is typed, for example `--port N`. */
  readonly usage: string;
  readonly meaning: string;
}

export interface CommandLine<T> {
  readonly usage: string;
  readonly about: string;
  readonly help: readonly OptionHelp[];
  /** Follows the options. */
  readonly notes?: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly schema: z.ZodType<T>;
  /** Whether words without a dash may follow; the schema gets them as `operands`. */
  readonly takesOperands?: boolean;
  /** For options that are left out. */
  readonly otherwise?: Readonly<Record<string, string | undefined>>;
}

const HELP: OptionHelp = { usage: '--help', meaning: 'this text' };

function helpText<T>({ usage, about, help, notes }: CommandLine<T>): string {
  const all = [...help, HELP];
  const width = Math.max(...all.map((each) => each.usage.length));
  const lines = all.map((each) => `  ${each.usage.padEnd(width)}  ${each.meaning}`);
  return `Usage: ${usage}\n\n${about}\n\n${lines.join('\n')}\n${notes === undefined ? '' : `\n${notes}\n`}`;
}

export function parseOptions<T>(args: readonly string[], line: CommandLine<T>): { kind: 'options'; value: T } | Said {
  const wrong = (problems: string): Said => ({
    kind: 'said',
    text: `${problems}\nThe option --help lists what there is.\n`,
    exitCode: 2,
  });
  try {
    const options = { ...line.options, help: { type: 'boolean' } } as const;
    const { takesOperands = false, otherwise = {} } = line;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: takesOperands });
    if (values['help'] === true) return { kind: 'said', text: helpText(line), exitCode: 0 };
    const given = { ...otherwise, ...values, ...(takesOperands && { operands: positionals }) };
    const parsed = line.schema.safeParse(given);
    if (parsed.success) return { kind: 'options', value: parsed.data };
    return wrong(parsed.error.issues.map(wording).join('\n'));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function wording(issue: z.core.$ZodIssue): string {
  const { path, code, message } = issue;
  if (path[0] === 'operands') return message;
  const said = code === 'invalid_value' ? `must be one of ${issue.values.map(String).join(', ')}` : message;
  return `--${path.join('.')} ${said}`;
}

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be a whole number from ${least} to ${most}`);
