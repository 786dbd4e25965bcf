/** Columns for people. */
import { type Colour, type Paint, PLAIN } from './terminal';

export interface Cell {
  readonly text: string;
  readonly colour?: Colour;
}

const GAP = '  ';

/** The last column is as wide as it likes. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint = PLAIN): string {
  const all = [head.map((text): Cell => ({ text, colour: 'bold' })), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.text.length ?? 0)));
  const line = (row: readonly Cell[]) =>
    row
      .map(({ text, colour }, column) => {
        const padded = column === row.length - 1 ? text : text.padEnd(widths[column] ?? 0);
        return colour ? paint(colour, padded) : padded;
      })
      .join(GAP)
      .trimEnd();
  return all.map(line).join('\n');
}
