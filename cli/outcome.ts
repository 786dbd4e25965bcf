/** What came of one request about one connection, in the words of the command line. */
import * as z from 'zod';
import { problemTypeOf } from '../src/contract/problemDetails';
import type { HealthStatus, State } from '../src/core/outcome';
import { connectionSchema, planSchema, problemSchema, removedSchema } from './answers';
import type { ApiAnswer } from './connectorClient';

export interface Outcome {
  readonly name: string;
  /** `current`: a plan with nothing to do; `due`: one with something. `failed`: the request was refused or unanswered. */
  readonly outcome: State | 'removed' | 'current' | 'due' | 'failed';
  /** What the app answered; undefined when it did not. */
  readonly status: number | undefined;
  readonly health?: HealthStatus;
  /** What was done, or, of a plan, what would be done next. */
  readonly actions: readonly string[];
  /** Each with what to do about it. */
  readonly problems: readonly string[];
  /** What a person may want to know beside that. */
  readonly notes: readonly string[];
  /** The answer as it came. */
  readonly answer: unknown;
}

const GOOD: readonly Outcome['outcome'][] = ['settled', 'removed', 'current'];
export const isGood = ({ outcome, health }: Outcome): boolean => GOOD.includes(outcome) && health !== 'fail';

const actionText = ({ action, reason }: { readonly action: string; readonly reason: string }) =>
  `${action} (${reason})`;
const problemText = ({ code, detail }: { readonly code: string; readonly detail: string }) => `${code}: ${detail}`;

export function outcomeOf(name: string, { status, body }: ApiAnswer): Outcome {
  const base = { name, status, actions: [], problems: [], notes: [], answer: body };
  const answer = answerSchema.safeParse(body).data;
  if (answer === undefined || status >= 400) return refused(base, status, body);
  if ('dryRun' in answer) {
    const actions = answer.next.map(actionText);
    const problems = answer.problems.map(problemText);
    const isCurrent = actions.length + problems.length === 0;
    return { ...base, outcome: isCurrent ? 'current' : 'due', actions, problems };
  }
  const actions = answer.done.map(actionText);
  if (answer.state === 'removed') return { ...base, outcome: 'removed', actions, notes: answer.left };
  const { state, health, problems, rotation } = answer;
  const notes = rotation ? [`Interruption by the rotation: ${rotation.interruption}`] : [];
  return {
    ...base,
    outcome: state,
    health,
    actions,
    problems: problems.map(problemText),
    notes,
  };
}

const answerSchema = z.union([planSchema, removedSchema, connectionSchema]);

function refused(base: Omit<Outcome, 'outcome'>, status: number, body: unknown): Outcome {
  const problem = problemSchema.safeParse(body).data;
  if (!problem) {
    const hint = status === 401 ? '; it needs CONNECTOR_FUNCTION_KEY or --audience, or both' : '';
    return { ...base, outcome: 'failed', problems: [`The answer was ${status}, without a reason${hint}.`] };
  }
  const { type = '', title, detail = '', errors = [] } = problem;
  const outcome = type === problemTypeOf('connection-blocked') ? 'blocked' : 'failed';
  const lines = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`);
  return { ...base, outcome, problems: lines.length > 0 ? lines : [`${title} ${detail}`.trim()] };
}
