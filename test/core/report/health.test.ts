import { plan } from '../../../src/core/decide/plan';
import type { Observation } from '../../../src/core/observation';
import type { HealthStatus } from '../../../src/core/outcome';
import { assess, assessUnseen } from '../../../src/core/report/health';
import { anEspoCrm, aRegistration, aSpec, aStoredSecret, day, hour, MINUTE, MS, NOW, seen } from '../../support/seen';
import { textWith } from '../../support/textWith';

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
    expect(plan(aSpec(), observation)).toEqual({ kind: 'idle', recheckAt: hour(-0.1 + 0.25) });
  });

  test('fails from a quarter of an hour on, when Entra still does not list the secret', () => {
    const aged = (days: number) => {
      const issuedAt = day(-days);
      const stored = aStoredSecret({ issuedAt, inUseSince: issuedAt, deliveredAt: issuedAt });
      return health(seen({ stored, registration: aRegistration({ credentials: [] }) })).status;
    };
    expect([aged(15 * MINUTE - MS), aged(15 * MINUTE)]).toEqual(['pass', 'fail']);
  });

  test.each<[string, number, HealthStatus, readonly string[]]>([
    ['more than two weeks left, and not renewed yet: warn', 14 + MS, 'warn', []],
    ['two weeks left: fail', 14, 'fail', ['secret-expires-soon']],
    ['a moment left: fail', MS, 'fail', ['secret-expires-soon']],
    ['expired just now: fail', 0, 'fail', ['secret-expired']],
    ['expired yesterday: fail', -1, 'fail', ['secret-expired']],
  ])('%s', (_what, days, status, problems) => {
    const observation = seen({ stored: aStoredSecret({ expiresAt: day(days) }) });
    expect([health(observation).status, codes(observation)]).toEqual([status, problems]);
  });

  test.each([
    ['expires at 2026-12-04T12:00:00.000Z, in 10 days', 10],
    ['expired at 2026-11-14T12:00:00.000Z', -10],
  ])('tells that the secret %s', (expected, days) => {
    const { problems } = health(seen({ stored: aStoredSecret({ expiresAt: day(days) }) }));
    expect(problems).toMatchObject([{ detail: textWith(expected) }]);
  });

  test('tells of what stands in the way before it tells of the expiry', () => {
    const espocrm = anEspoCrm({ siteUrl: 'https://other.example.com' });
    const observation = seen({ espocrm, stored: aStoredSecret({ expiresAt: day(5) }) });
    expect(codes(observation)).toEqual(['espocrm-url-differs', 'secret-expires-soon']);
  });

  test('judges the newest of the secrets that EspoCRM may hold', () => {
    const superseded = [5, 3].map((days) => aStoredSecret({ version: `version-${days}`, expiresAt: day(days) }));
    const stored = aStoredSecret({ inUseSince: undefined, deliveredAt: undefined });
    expect(health(seen({ stored, superseded })).secretExpiresAt).toEqual(day(5));
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
    expect(assessUnseen(NOW, day(10), reason)).toMatchObject({
      status: 'fail',
      problems: [reason, { code: 'secret-expires-soon' }],
    });
    expect(assessUnseen(NOW, undefined, reason)).toMatchObject({ status: 'fail', problems: [reason] });
  });
});
