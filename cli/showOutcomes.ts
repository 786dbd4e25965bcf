/** Outcomes for people: a table, and below it what needs somebody. */
import type { Outcome } from './outcome';
import { type Cell, table } from './table';
import type { Colour, Paint } from './terminal';

const COLOURS: Readonly<Record<Outcome['outcome'], Colour>> = {
  settled: 'green',
  removed: 'green',
  current: 'green',
  due: 'yellow',
  settling: 'yellow',
  blocked: 'red',
  failed: 'red',
};

const rowOf = ({ name, outcome, actions }: Outcome): Cell[] => [
  { text: name },
  { text: outcome, colour: COLOURS[outcome] },
  { text: actions.join(', ') || '-' },
];

/** `heading`: of what was done, or would be. */
export function showOutcomes(outcomes: readonly Outcome[], heading: string, paint: Paint): string {
  const notes = outcomes.flatMap(({ name, problems, notes }) =>
    [...problems, ...notes].length === 0
      ? []
      : [
          `\n${paint('bold', name)}`,
          ...problems.map((problem) => `  ${paint('red', problem)}`),
          ...notes.map((note) => `  ${note}`),
        ],
  );
  return [table(['NAME', 'OUTCOME', heading], outcomes.map(rowOf), paint), ...notes].join('\n');
}
