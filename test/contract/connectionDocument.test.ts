import { readDocument, readSummary, toDocument, toSummary } from '../../src/contract/connectionDocument';
import type { Ended, Stopped } from '../../src/core/outcome';
import { aSpec, day, NOW } from '../support/seen';

const outcome: Stopped = {
  kind: 'stopped',
  state: 'settling',
  health: { status: 'warn', problems: [{ code: 'outside-failure', detail: 'Ä problem' }], secretExpiresAt: day(600) },
  done: [
    { kind: 'register', reason: 'missing' },
    { kind: 'deliver', reason: 'new', version: 'v', keyId: 'k' },
    { kind: 'retire', reason: 'superseded', keyId: 'k' },
  ],
  failure: { system: 'EspoCRM', operation: 'read', code: 'x', status: 500, retry: 'soon', advice: 'Wait.' },
  appId: 'app-1',
  at: NOW,
  recheckAt: day(1),
};

const ended: Ended = {
  kind: 'ended',
  state: 'settled',
  health: outcome.health,
  done: outcome.done,
  appId: 'app-1',
  at: NOW,
  recheckAt: day(1),
};

describe('a connection document', () => {
  test.each([
    ['with everything', outcome],
    ['of a removal that waits', { ...ended, state: 'settling' as const, missingSince: day(-1) }],
    ['that is settled', { ...ended, settledAs: 'a fingerprint', confirmedAt: day(-1), renewsAt: day(570) }],
    ['that was never reconciled', undefined],
    ['without application or expiry', { ...ended, health: { status: 'fail' as const, problems: [] } }],
  ])('%s is read as it was written', (_what, last) => {
    expect(readDocument('acme', toDocument(aSpec(), last))).toEqual({ spec: aSpec(), outcome: last });
  });

  test.each(['', 'null', '{}', '{"version":2}', '{"version":1,"body":{"espocrmUrl":"http://x"}}'])(
    'edited by hand into %j is refused',
    (text) => {
      expect(() => readDocument('acme', text)).toThrow();
    },
  );

  test('has a summary in plain ASCII that says how the connection is doing', () => {
    const summary = toSummary(aSpec(), outcome);
    expect(readSummary('acme', summary)).toEqual({
      name: 'acme',
      espocrmUrl: 'https://crm.example.com',
      state: 'settling',
      health: 'warn',
      secretExpiresAt: day(600),
      renewsAt: new Date('2028-06-16T12:00:00.000Z'),
      checkedAt: NOW,
    });
    expect(JSON.stringify(summary)).toMatch(/^[\x20-\x7e]*$/);
    expect(readSummary('acme', toSummary(aSpec(), undefined))?.health).toBe('fail');
  });

  test('whose summary was edited by hand is not listed', () => {
    expect(readSummary('acme', { espocrmurl: 'x', state: 'fine' })).toBeUndefined();
  });
});
