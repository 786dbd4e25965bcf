import { Failure, type FailureFacts, optional, RETRIES, type Retry, SYSTEMS, wasRefused } from '../../src/core/failure';

const facts: FailureFacts = {
  system: 'Key Vault',
  operation: 'store the client secret',
  code: 'Forbidden',
  retry: 'never',
  advice: 'Give it the role.',
};
const aFailure = (changes: Partial<FailureFacts> = {}) => new Failure({ ...facts, ...changes });

describe('the message of a failure', () => {
  test.each<[string, Partial<FailureFacts>, string]>([
    [
      'names system, operation, code and status, then the advice, then whether it is tried again',
      { status: 403 },
      'Key Vault, store the client secret: Forbidden (status 403). Give it the role. It is not tried again until this is mended.',
    ],
    [
      'names no status where there was no answer',
      {},
      'Key Vault, store the client secret: Forbidden. Give it the role. It is not tried again until this is mended.',
    ],
  ])('%s', (_what, changes, message) => {
    expect(aFailure(changes).message).toBe(message);
  });

  test.each<[Retry, string]>([
    ['soon', 'It is tried again in a moment.'],
    ['later', 'It is tried again later.'],
    ['never', 'It is not tried again until this is mended.'],
  ])('ends, where it is tried again %s, with: %s', (retry, ending) => {
    expect(aFailure({ retry }).message).toMatch(new RegExp(`\\. ${ending}$`));
  });
});

test('a failure is an error by its name, and keeps the facts as they were given', () => {
  const failure = aFailure({ status: 403, requestId: 'request-1' });
  expect(failure).toBeInstanceOf(Error);
  expect([failure.name, failure.facts]).toEqual(['Failure', { ...facts, status: 403, requestId: 'request-1' }]);
});

describe('the system has said no, so that nothing took effect', () => {
  test.each<[string, unknown, boolean]>([
    ['400 is a no', aFailure({ status: 400 }), true],
    ['403 is a no', aFailure({ status: 403 }), true],
    ['499 is a no', aFailure({ status: 499 }), true],
    ['408, a time-out, leaves it open', aFailure({ status: 408 }), false],
    ['407 does not', aFailure({ status: 407 }), true],
    ['409 does not', aFailure({ status: 409 }), true],
    ['500 leaves it open', aFailure({ status: 500 }), false],
    ['399 is no answer of that kind', aFailure({ status: 399 }), false],
    ['no answer at all leaves it open', aFailure(), false],
    ['an error that is no failure leaves it open', Object.assign(new Error(), { facts: { status: 403 } }), false],
    ['nothing at all leaves it open', undefined, false],
  ])('%s', (_what, error, refused) => {
    expect(wasRefused(error)).toBe(refused);
  });
});

describe('what is optional', () => {
  const fault = new TypeError('a fault of ours');
  test.each<[string, () => Promise<string>, string | undefined]>([
    ['is what was asked for', async () => 'answer', 'answer'],
    ['is nothing where something outside failed', () => Promise.reject(aFailure()), undefined],
  ])('%s', async (_what, asked, expected) => {
    expect(await optional(asked())).toBe(expected);
  });

  test('hides no fault of ours', async () => {
    await expect(optional(Promise.reject(fault))).rejects.toBe(fault);
  });
});

/** Stored documents have them: one that is renamed or missing could not be read any more. */
test('the words for who failed, and whether it is tried again', () => {
  expect(RETRIES).toEqual(['soon', 'later', 'never']);
  expect(SYSTEMS).toEqual([
    'Entra',
    'Microsoft Graph',
    'Key Vault',
    'EspoCRM',
    'Storage',
    'Managed identity',
    'Webhook',
  ]);
});

describe('an answer that is good to have', () => {
  test('is the answer, where there is one', async () => {
    expect(await optional(Promise.resolve('an answer'))).toBe('an answer');
  });

  test('is undefined where something outside failed', async () => {
    expect(await optional(Promise.reject(aFailure()))).toBeUndefined();
  });

  test('hides no mistake of ours', async () => {
    const mistake = new TypeError('a mistake');
    await expect(optional(Promise.reject(mistake))).rejects.toBe(mistake);
  });
});
