import { assess, assessUnseen } from '../../src/core/health';
import type { Observation } from '../../src/core/observation';
import { plan } from '../../src/core/plan';
import { anEspoCrm, aRegistration, aSpec, aStoredSecret, day, hour, NOW, seen } from '../support/seen';

const health = (observation: Observation) => assess(observation, plan(aSpec(), observation));
const codes = (observation: Observation) => health(observation).problems.map(({ code }) => code);

describe('the health of a connection', () => {
  test('passes when nothing is left to do', () => {
    expect(health(seen())).toEqual({ status: 'pass', problems: [], secretExpiresAt: day(600) });
  });

  test('warns while something is left to do that users do not feel', () => {
    expect(health(seen({ stored: aStoredSecret({ deliveredAt: day(-8) }) })).status).toBe('warn');
    expect(health(seen({ espocrm: anEspoCrm({ siteUrl: 'https://other.example.com' }) })).status).toBe('warn');
  });

  test('fails when EspoCRM was never given a secret', () => {
    expect(health(seen({ stored: undefined })).status).toBe('fail');
    expect(health(seen({ stored: aStoredSecret({ inUseSince: undefined, deliveredAt: undefined }) })).status).toBe(
      'fail',
    );
  });

  test('fails when Entra no longer has the secret EspoCRM was given', () => {
    expect(health(seen({ registration: aRegistration({ credentials: [] }) })).status).toBe('fail');
  });

  test('passes while Entra may not list the secret yet, and has another look when it should', () => {
    const issuedAt = hour(-0.1);
    const observation = seen({
      stored: aStoredSecret({ issuedAt, inUseSince: issuedAt, deliveredAt: issuedAt }),
      registration: aRegistration({ credentials: [] }),
    });
    expect(health(observation).status).toBe('pass');
    expect(plan(aSpec(), observation)).toMatchObject({ actions: [], recheckAt: hour(-0.1 + 0.25) });
  });

  test.each([
    [15, 'warn', []],
    [14, 'fail', ['secret-expires-soon']],
    [-1, 'fail', ['secret-expired']],
  ])('with %d days left is %s', (days, status, problems) => {
    const observation = seen({ stored: aStoredSecret({ expiresAt: day(days) }) });
    expect([health(observation).status, codes(observation)]).toEqual([status, problems]);
  });

  test('judges the secret that EspoCRM holds, not one that waits to be delivered', () => {
    const waiting = aStoredSecret({
      version: 'version-2',
      keyId: 'key-2',
      inUseSince: undefined,
      deliveredAt: undefined,
    });
    const held = aStoredSecret({ expiresAt: day(5) });
    expect(health(seen({ stored: waiting, superseded: [held] })).secretExpiresAt).toEqual(day(5));
  });

  test('of a connection that cannot be read is what was known before, with the reason', () => {
    const reason = { code: 'outside-failure', detail: 'EspoCRM is down.' } as const;
    expect(assessUnseen(NOW, day(100), reason)).toEqual({
      status: 'warn',
      problems: [reason],
      secretExpiresAt: day(100),
    });
    expect(assessUnseen(NOW, day(10), reason).status).toBe('fail');
    expect(assessUnseen(NOW, undefined, reason).status).toBe('fail');
  });
});
