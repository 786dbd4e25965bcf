/** A plan as words, so that a row of a table can say what is done, what is in the way, and when to look again. */
import { type Action, actionsOf, type Plan, problemsOf } from '../../src/core/action';
import { NOW } from './seen';

/** For example `act, retire unwanted key-1, now` or `blocked, registration-not-owned, until 2026-11-25T12:00:00.000Z`. */
export function planWords(plan: Plan<Action>): string {
  const actions = actionsOf(plan).map(({ kind, reason, ...names }) =>
    [kind, reason, ...Object.values(names)].join(' '),
  );
  return [plan.kind, ...actions, ...problemsOf(plan).map(({ code }) => code), when(plan.recheckAt)].join(', ');
}

export const when = (at: Date): string => (at.getTime() === NOW.getTime() ? 'now' : `until ${at.toISOString()}`);
