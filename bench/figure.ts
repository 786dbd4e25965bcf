/** One thing that was measured. */

export interface Figure {
  readonly name: string;
  /** A ratio or a count, so that it means the same on every machine. */
  readonly value: number;
  /** It must not be greater; undefined where nothing is promised. */
  readonly limit?: number;
  /** What it was made of, in the units of this machine. */
  readonly detail: string;
}

export const holds = ({ value, limit }: Figure): boolean => limit === undefined || value <= limit;
