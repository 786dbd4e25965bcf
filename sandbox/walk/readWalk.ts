/**
 * Reads a document as a walk: which commands are run beside what, and which answers they are to give.
 *
 * | in the document | means |
 * |---|---|
 * | `<!-- beside: start -->` | from here on, beside `npm start` after its story; every block in one shell |
 * | `<!-- beside: entra keyvault espocrm -->` | beside these simulators, each alone |
 * | `<!-- not run here: why -->` | the next block is not run |
 * | a block `sh` | its commands, run one after the other until one fails |
 * | a block `json`, or without a language, that comes next | what they answer |
 * | a block `console` | commands after `$ `, each with what the terminal shows below it |
 */
import { type Block, partsOf } from './markdown';

export interface Answer {
  readonly kind: 'json' | 'text';
  readonly shown: string;
}

export interface Step {
  readonly line: number;
  readonly commands: string;
  readonly answer: Answer | undefined;
  /** Whether the answer is all that a terminal shows, so that a command that fails may be what is shown. */
  readonly asOnTerminal: boolean;
}

export interface Section {
  /** `start`, or the names of simulators. */
  readonly beside: readonly string[];
  readonly steps: readonly Step[];
}

export interface Walk {
  readonly sections: readonly Section[];
  /** Lines of blocks of commands that are not run, with the reason. */
  readonly notRun: readonly { readonly line: number; readonly reason: string }[];
}

/** Throws an Error for commands of which the document says neither beside what they run nor why they are not run. */
export function readWalk(markdown: string): Walk {
  const sections: { beside: readonly string[]; steps: Step[] }[] = [];
  const notRun: { line: number; reason: string }[] = [];
  let reason: string | undefined;
  /** Takes the next block as its answer. */
  let asking: { readonly line: number; readonly commands: string; readonly into: Step[] } | undefined;
  const ask = (answer?: Answer) => {
    if (asking) asking.into.push({ line: asking.line, commands: asking.commands, answer, asOnTerminal: false });
    asking = undefined;
  };
  for (const part of partsOf(markdown)) {
    if ('comment' in part) {
      const [, word, rest = ''] = /^(beside|not run here):\s*(.*)$/.exec(part.comment) ?? [];
      if (word) ask();
      if (word === 'beside') sections.push({ beside: rest.split(' '), steps: [] });
      if (word === 'not run here') reason = rest;
      continue;
    }
    const isCommands = part.language === 'sh' || part.language === 'console';
    if (isCommands) ask();
    if (isCommands && reason !== undefined) {
      notRun.push({ line: part.line, reason });
      reason = undefined;
      continue;
    }
    const steps = sections.at(-1)?.steps;
    if (isCommands && !steps) throw new Error(`Line ${part.line}: beside what do these commands run?`);
    if (part.language === 'sh') asking = { line: part.line, commands: part.text, into: steps ?? [] };
    else if (part.language === 'console') steps?.push(...onTerminal(part));
    else ask({ kind: part.language === 'json' ? 'json' : 'text', shown: part.text });
  }
  ask();
  return { sections, notRun };
}

function onTerminal({ text, line }: Block): readonly Step[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((each) => {
      const [commands = '', ...shown] = each.split('\n');
      return { line, commands, answer: { kind: 'text', shown: shown.join('\n') }, asOnTerminal: true };
    });
}
