/** A plan as words, so that a row of a table can say what is done, or why nothing is. */
import { type Action, actionsOf, type Plan, problemsOf } from '../../src/core/action';
import { NOW } from './seen';

/** For example `retire unwanted key-1`, `wait`, or `blocked, registration-not-owned`. */
export function planWords(plan: Plan<Action>): string {
  const actions = actionsOf(plan).map((action) =>
    [action.kind, action.reason, ...(action.kind === 'retire' ? [action.keyId] : [])].join(' '),
  );
  const codes = problemsOf(plan).map(({ code }) => code);
  return [...(plan.kind === 'act' ? actions : [plan.kind]), ...codes].join(', ');
}

export const when = (at: Date): string => (at.getTime() === NOW.getTime() ? 'now' : `until ${at.toISOString()}`);
