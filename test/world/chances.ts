/** What the world leaves to chance: the proof draws it, a unit test chooses it. */
import type { Random } from '../../sandbox/kit/random';

export interface Chances {
  readonly random: Random;
  isDown(system: string, operation: string, nowMs: number): boolean;
  lossOfWrite(): LossKind | undefined;
  /** Whether the renewals of a lease just taken fail from some moment on. */
  losesLease(): boolean;
  /** How often an event arrives: usually once. */
  arrivals(): number;
}

/** What of a write to EspoCRM is lost, though it answers 200. */
export type LossKind = 'whole' | 'secret' | 'public';
