import { actionsOf } from '../../../src/core/action';
import { planRemoval, type RemovalSeen } from '../../../src/core/decide/removal';
import type { RegistrationSeen } from '../../../src/core/observation';
import { aCredential, aRegistration, aSpec, day } from '../../support/seen';

const MINUTE_MS = 60_000;
const removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false };
const AT = day(0);
const planned = (changes: Partial<RemovalSeen>) =>
  planRemoval(aSpec({ removal }), {
    at: AT,
    registration: undefined,
    lastAppId: 'app-1',
    isDeregistered: false,
    missingSince: undefined,
    espocrm: undefined,
    vaultSecret: 'none',
    ...changes,
  });
/** What would be done, as words: `deregister`, `retire key-1`. */
const words = (changes: Partial<RemovalSeen>) =>
  actionsOf(planned(changes)).map((action) => (action.kind === 'retire' ? `retire ${action.keyId}` : action.kind));
const minutesAgo = (minutes: number) => new Date(AT.getTime() - minutes * MINUTE_MS);

describe('a registration that Entra does not show any more', () => {
  test('is waited for, because a server that lags behind would leave it to nobody', () => {
    expect(planned({ vaultSecret: 'ours' })).toEqual({ kind: 'wait', recheckAt: minutesAgo(-10) });
  });

  test('is waited for until ten minutes have passed since it was first missed', () => {
    expect(planned({ missingSince: minutesAgo(9) }).kind).toBe('wait');
    expect(planned({ missingSince: minutesAgo(10) }).kind).toBe('idle');
  });

  test('is not waited for where we have deleted it, or it never was there', () => {
    expect(planned({ isDeregistered: true }).kind).toBe('idle');
    expect(planned({ lastAppId: undefined }).kind).toBe('idle');
  });

  test('is deleted when it shows up again', () => {
    const registration = aRegistration();
    expect(actionsOf(planned({ registration, missingSince: minutesAgo(5) }))).toMatchObject([{ kind: 'deregister' }]);
  });
});

describe('a registration that is there', () => {
  const others = [{ ...aCredential('theirs', day(-100)), displayName: 'by hand' }];
  test.each<[string, Partial<RegistrationSeen>, readonly string[]]>([
    ['that is only ours is deleted', {}, ['deregister']],
    ['on which others have secrets loses ours only', { otherCredentials: others }, ['retire key-1']],
    ['on which others have secrets, and we have none, is left', { otherCredentials: others, credentials: [] }, []],
  ])('%s', (_what, registration, actions) => {
    expect(words({ registration: aRegistration(registration) })).toEqual(actions);
  });
});
