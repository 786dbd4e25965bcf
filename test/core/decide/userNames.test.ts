import { isUserNameTooShort, LONGEST_USER_PRINCIPAL_NAME } from '../../../src/core/decide/userNames';
import { anEspoCrm, aSpec } from '../../support/seen';

const wanting = (userNameLength?: number) => aSpec({ signIn: { ...aSpec().signIn, userNameLength } });

describe('EspoCRM keeps too little of a user name', () => {
  test.each<[string, number | undefined, number | undefined, boolean]>([
    ['not where no length is wanted', undefined, 1, false],
    ['not where its length is not known', 255, undefined, false],
    ['not where neither is', undefined, undefined, false],
    ['where it keeps one character less than is wanted', 100, 99, true],
    ['not where it keeps as many', 100, 100, false],
    ['not where it keeps more: it is never made shorter', 100, 255, false],
    ['even where it keeps none', 1, 0, true],
  ])('%s', (_what, wanted, userNameLength, isTooShort) => {
    expect(isUserNameTooShort(wanting(wanted), anEspoCrm({ userNameLength }))).toBe(isTooShort);
  });
});

test('a user principal name is 113 characters long at the most, as Microsoft documents', () => {
  expect(LONGEST_USER_PRINCIPAL_NAME).toBe(113);
});
