/** What the world leaves to chance: the proof draws it, a unit test chooses it. */
import type { Operation, Outside } from './operations';

export interface Chances {
  /** The moment by which a change made now is known to every server of Entra. */
  spread(nowMs: number): number;
  /** Whether the server of Entra that answers knows of a change before all of them do. */
  isAhead(): boolean;
  isDown(system: Outside, operation: Operation, nowMs: number): boolean;
  lossOfWrite(): LossKind | undefined;
  /** How long after it was taken the renewals of a lease begin to fail; undefined where they do not. */
  losesLeaseAfterMs(): number | undefined;
  /** How often a message of the queue arrives: usually once. */
  arrivals(): number;
}

/** What of a write to EspoCRM is lost, though it answers 200. */
export type LossKind = 'whole' | 'secret' | 'public';
