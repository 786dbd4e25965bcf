import { Failure, type FailureFacts } from '../../src/core/failure';
import { problemOf } from '../../src/core/problem';

const problem = (changes: Partial<FailureFacts>) =>
  problemOf(
    new Failure({ system: 'EspoCRM', operation: 'sign in', code: 'x', retry: 'never', advice: 'Do.', ...changes }),
  );

test.each([
  'sign-in-refused',
  'second-step-required',
  'not-an-administrator',
  'address-refused',
  'maintenance-mode',
  'administrator-locked-out',
])('%s of EspoCRM is a problem of its own', (code) => {
  expect(problem({ code })).toMatchObject({ code, detail: expect.stringContaining(`${code}. Do.`) });
});

test('anything else outside is one kind of problem, whose detail names system and code', () => {
  expect(problem({ code: 'server-error' })).toMatchObject({ code: 'outside-failure' });
  expect(problem({ system: 'Key Vault', code: 'address-refused' })).toEqual({
    code: 'outside-failure',
    detail: 'Key Vault, sign in: address-refused. Do. It is not tried again until this is mended.',
  });
});
