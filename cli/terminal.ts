/** Where the command line writes: results to the one stream, progress and complaints to the other; colours for people only. */
import { styleText } from 'node:util';

export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Progress, and what is wrong. */
  say(text: string): void;
  readonly paint: Paint;
}

export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

export const PLAIN: Paint = (_colour, text) => text;
// Whether there are colours is decided for the stream that is written to, which need not be the one that Node would ask.
const coloured: Paint = (colour, text) => styleText(colour, text, { validateStream: false });

/** As much as this has to know of a stream that may be a terminal. */
export interface Screen {
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

/** Colours on a terminal that has them, unless NO_COLOR is set; none in a file or a pipe. */
export const paintFor = (screen: Screen): Paint =>
  screen.isTTY === true && screen.hasColors?.() === true ? coloured : PLAIN;

/** Colours only for results. */
export const processTerminal = ({ stdout, stderr }: NodeJS.Process): Terminal => ({
  out: (text) => void stdout.write(`${text}\n`),
  say: (text) => void stderr.write(`${text}\n`),
  paint: paintFor(stdout),
});
