import { Failure, type FailureFacts, type System } from '../../src/core/failure';
import { type ProblemCode, problemOf } from '../../src/core/problem';

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
