/** Where the command line writes: results to the one stream, progress and complaints to the other. */
import { styleText } from 'node:util';

export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Progress, and what is wrong. */
  say(text: string): void;
  readonly paint: Paint;
}

export type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

export const PLAIN: Paint = (_colour, text) => text;
const coloured: Paint = (colour, text) => styleText(colour, text);

/** Colours only for results, only where a person sees them. */
export const processTerminal = ({ stdout, stderr }: NodeJS.Process): Terminal => ({
  out: (text) => void stdout.write(`${text}\n`),
  say: (text) => void stderr.write(`${text}\n`),
  paint: stdout.isTTY && stdout.hasColors() ? coloured : PLAIN,
});
