import { actionsOf, type Plan, problemsOf, rest } from '../../src/core/action';
import type { Problem } from '../../src/core/problem';
import { NOW } from '../support/seen';

const problem: Problem = { code: 'registration-not-owned', detail: 'Somebody has to act.' };

test.each<[string, 'wait' | 'idle', readonly Problem[], Plan<never>]>([
  ['waits for its time', 'wait', [], { kind: 'wait', recheckAt: NOW }],
  ['has nothing to do', 'idle', [], { kind: 'idle', recheckAt: NOW }],
  ['is blocked rather than waits', 'wait', [problem], { kind: 'blocked', problems: [problem], recheckAt: NOW }],
  ['is blocked rather than well', 'idle', [problem], { kind: 'blocked', problems: [problem], recheckAt: NOW }],
])('a plan to do nothing now %s', (_what, kind, problems, expected) => {
  expect(rest(kind, problems, NOW)).toEqual(expected);
});

test.each<[string, Plan, number, number]>([
  [
    'of actions tells both',
    { kind: 'act', actions: [{ kind: 'issue', reason: 'missing' }], problems: [problem], recheckAt: NOW },
    1,
    1,
  ],
  ['that is blocked tells problems only', { kind: 'blocked', problems: [problem], recheckAt: NOW }, 0, 1],
  ['that waits tells neither', { kind: 'wait', recheckAt: NOW }, 0, 0],
  ['with nothing to do tells neither', { kind: 'idle', recheckAt: NOW }, 0, 0],
])('a plan %s', (_what, next, actions, problems) => {
  expect([actionsOf(next).length, problemsOf(next).length]).toEqual([actions, problems]);
});
