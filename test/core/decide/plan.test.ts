import { actionsOf } from '../../../src/core/action';
import { plan } from '../../../src/core/decide/plan';
import { planWords } from '../../support/planWords';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, seen } from '../../support/seen';
import { delivering, issuing, lookingAgain, type Row, registering, retiring, waiting } from './planTable';

describe.each<[string, readonly Row[]]>([
  ['the registration', registering],
  ['the client secret', issuing],
  ['its delivery', delivering],
  ['the wait before that', waiting],
  ['other client secrets', retiring],
])('%s', (_what, rows) => {
  test.each(rows)('%s', (_sentence, expected, observation, spec = {}) => {
    expect(planWords(plan(aSpec(spec), seen(observation)))).toBe(expected);
  });
});

test.each(lookingAgain)('it is looked at again %s', (_when, at, observation, spec = {}) => {
  expect(plan(aSpec(spec), seen(observation)).recheckAt).toEqual(at);
});

test('a delivery names the version and the secret in it', () => {
  const stored = aStoredSecret({ version: 'version-7', inUseSince: undefined });
  expect(actionsOf(plan(aSpec(), seen({ stored })))).toEqual([
    { kind: 'deliver', reason: 'new', version: 'version-7', keyId: 'key-1' },
  ]);
});

test('the same observation gives the same plan, and is left as it was', () => {
  const registration = aRegistration({
    credentials: [aCredential('key-0', day(-800)), aCredential('key-1', day(-100))],
  });
  const observation = seen({ registration });
  const before = structuredClone(observation);
  expect(plan(aSpec(), observation)).toEqual(plan(aSpec(), observation));
  expect(observation).toEqual(before);
});
