/** One thing that was measured. */

export interface Figure {
  readonly name: string;
  /** A ratio or a count, so that it means the same on every machine. */
  readonly value: number;
  /** It must not be greater; undefined where that is not promised. */
  readonly limit?: number;
  /** It must not be less. */
  readonly least?: number;
  /** Whether other work on the machine changes it. */
  readonly needsQuiet?: true;
  /** What it was made of, in the units of this machine. */
  readonly detail: string;
}

export const holds = ({ value, limit = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY }: Figure): boolean =>
  least <= value && value <= limit;
