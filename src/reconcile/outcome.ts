/** What one reconciliation came to: kept with the connection, shown by the API, told to the log. */
import type { Action } from '../core/action';
import type { FailureFacts } from '../core/failure';
import type { Health } from '../core/health';

export interface Outcome {
  /** `settled`: nothing left to do now. `settling`: continued by itself. `blocked`: a person has to act first. */
  readonly state: 'settled' | 'settling' | 'blocked';
  readonly health: Health;
  /** What was done, in order. */
  readonly done: readonly Action[];
  /** What stopped it, when something outside did. */
  readonly failure?: FailureFacts | undefined;
  readonly appId?: string | undefined;
  readonly at: Date;
  /** When the next thing is due if nobody changes anything. */
  readonly recheckAt: Date;
}
