import { Failure, type FailureFacts, type System } from '../../src/core/failure';
import { PROBLEM_CODES, type ProblemCode, problemOf } from '../../src/core/problem';

const problem = (changes: Partial<FailureFacts>) =>
  problemOf(
    new Failure({ system: 'EspoCRM', operation: 'sign in', code: 'x', retry: 'never', advice: 'Do.', ...changes }),
  );

describe('a failure outside is', () => {
  test.each<[System, string, ProblemCode]>([
    ['EspoCRM', 'sign-in-refused', 'sign-in-refused'],
    ['EspoCRM', 'second-step-required', 'second-step-required'],
    ['EspoCRM', 'not-an-administrator', 'not-an-administrator'],
    ['EspoCRM', 'address-refused', 'address-refused'],
    ['EspoCRM', 'maintenance-mode', 'maintenance-mode'],
    ['EspoCRM', 'administrator-locked-out', 'administrator-locked-out'],
    ['EspoCRM', 'portal-not-found', 'portal-not-found'],
    ['EspoCRM', 'server-error', 'outside-failure'],
    ['EspoCRM', 'secret-expired', 'outside-failure'],
    ['Key Vault', 'address-refused', 'outside-failure'],
    ['Entra', 'sign-in-refused', 'outside-failure'],
  ])('of %s, %s: the problem %s', (system, code, expected) => {
    expect(problem({ system, code }).code).toBe(expected);
  });

  test('told in the words of the failure', () => {
    expect(problem({ system: 'Key Vault', code: 'Forbidden', status: 403 })).toEqual({
      code: 'outside-failure',
      detail: 'Key Vault, sign in: Forbidden (status 403). Do. It is not tried again until this is mended.',
    });
  });
});

/** Operators and scripts go by them: one that is renamed or missing is another contract. */
test('the codes of problems', () => {
  expect([...PROBLEM_CODES].sort()).toEqual([
    'address-refused',
    'administrator-locked-out',
    'espocrm-url-differs',
    'group-name-ambiguous',
    'group-not-assigned',
    'maintenance-mode',
    'not-an-administrator',
    'outside-failure',
    'portal-not-found',
    'registration-not-found',
    'registration-not-owned',
    'registration-not-single-tenant',
    'registration-too-powerful',
    'second-step-required',
    'secret-expired',
    'secret-expires-soon',
    'sign-in-refused',
    'too-many-credentials',
  ]);
});
