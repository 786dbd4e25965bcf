/** What came of many lives, in figures. */
import type { Life } from './life';

export type Figures = Readonly<Record<string, number>>;

/** Of these the largest counts, of the others the sum. */
const isLargest = (name: string) => name.startsWith('most') || name.startsWith('longest');

export const figuresOf = ({ counts, findings }: Life): Figures => ({ schedules: 1, ...counts, ...findings });

export function addFigures(left: Figures, right: Figures): Figures {
  const sum = (name: string, of: number, more: number) => (isLargest(name) ? Math.max(of, more) : of + more);
  return {
    ...left,
    ...Object.fromEntries(Object.entries(right).map(([name, of]) => [name, sum(name, of, left[name] ?? 0)])),
  };
}
