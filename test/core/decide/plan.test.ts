import { actionsOf, type Plan, problemsOf } from '../../../src/core/action';
import { plan } from '../../../src/core/decide/plan';
import type { Observation } from '../../../src/core/observation';
import { aCredential, anEspoCrm, aRegistration, aSpec, aStoredSecret, day, NOW, seen } from '../../support/seen';
import { planTable, twoKeys } from './planTable';

const spec = aSpec();
/** What a plan would do, as words: `deliver new`, `retire superseded key-0`. */
const words = (observation: Observation, wanted = spec) =>
  actionsOf(plan(wanted, observation)).map((action) =>
    action.kind === 'retire' ? `${action.kind} ${action.keyId}` : `${action.kind} ${action.reason}`,
  );
const partsOf = (wanted: typeof spec, observation: Observation) => {
  const next: Plan = plan(wanted, observation);
  return { actions: actionsOf(next), problems: problemsOf(next) };
};

describe('the plan', () => {
  const rows = planTable.map(([sentence, observation, ...actions]) => ({ sentence, observation, actions }));
  test.each(rows)('$sentence', ({ observation, actions }) => {
    expect(words(observation)).toEqual(actions);
  });

  test('leaves two-factor alone where the specification says so', () => {
    const unchanged = aSpec({ signIn: { ...spec.signIn, espocrmTwoFactor: 'unchanged' } });
    const espocrm = anEspoCrm({ settings: { ...anEspoCrm().settings, auth2FA: true } });
    expect(words(seen({ espocrm }), unchanged)).toEqual([]);
  });

  test('does nothing to a registration the app does not own, and says how to mend it', () => {
    const { actions, problems } = partsOf(
      spec,
      seen({ registration: aRegistration({ ownedByUs: false }), stored: undefined }),
    );
    expect(actions).toEqual([]);
    expect(problems).toEqual([
      { code: 'registration-not-owned', detail: expect.stringContaining('az ad app owner add --id app-1') },
    ]);
  });

  test.each([
    ['that holds application permissions', { applicationPermissions: 2 }],
    ['that this app itself acts with', { isOurIdentity: true }],
  ])('does nothing to a registration %s, due as anything may be', (_what, power) => {
    const { actions, problems } = partsOf(
      spec,
      seen({ registration: aRegistration({ ...power, displayName: 'Drifted' }), stored: undefined }),
    );
    expect(actions).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['registration-too-powerful']);
  });

  test('does nothing to an EspoCRM that calls itself something else', () => {
    const { actions, problems } = partsOf(spec, seen({ espocrm: anEspoCrm({ siteUrl: 'https://other.example.com' }) }));
    expect(actions).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['espocrm-url-differs']);
  });

  test('takes a site URL with a trailing slash for the same', () => {
    expect(words(seen({ espocrm: anEspoCrm({ siteUrl: 'https://crm.example.com/' }) }))).toEqual([]);
  });

  test('registers the redirect URI in the very letters EspoCRM will send', () => {
    expect(words(seen({ espocrm: anEspoCrm({ siteUrl: 'https://CRM.example.com' }) }))).toEqual(['register drifted']);
  });

  test('adds no sixth secret, but still tidies up', () => {
    const credentials = ['a', 'b', 'c', 'd'].map((keyId) => aCredential(keyId, day(-50)));
    const registration = aRegistration({ credentials: [...credentials, aCredential('key-1', day(-100))] });
    const { actions, problems } = partsOf(spec, seen({ registration, stored: aStoredSecret({ expiresAt: day(20) }) }));
    expect(problems.map(({ code }) => code)).toEqual(['too-many-credentials']);
    expect(actions.map(({ kind }) => kind)).toEqual(['deliver', 'retire', 'retire', 'retire', 'retire']);
  });

  test.each<[string, Observation, Date]>([
    ['the daily look', seen(), day(1)],
    ['the refresh, when that comes first', seen({ stored: aStoredSecret({ deliveredAt: day(-6.5) }) }), day(0.5)],
    [
      'the renewal, when that comes first',
      seen({ stored: aStoredSecret({ expiresAt: day(30.5) }) }),
      new Date(day(0.5).getTime() - 3_600_000),
    ],
    [
      'the end of an overlap, when that comes first',
      seen({ registration: aRegistration({ credentials: twoKeys }), stored: aStoredSecret({ inUseSince: day(-6.5) }) }),
      day(0.5),
    ],
  ])('asks to look again at %s', (_what, observation, at) => {
    expect(plan(spec, observation).recheckAt).toEqual(at);
  });

  test('says the same for the same observation, and changes nothing it was given', () => {
    const observation = seen({ registration: aRegistration({ credentials: twoKeys }) });
    const before = structuredClone(observation);
    expect(plan(spec, observation)).toEqual(plan(spec, observation));
    expect(observation).toEqual(before);
    expect(NOW).toEqual(new Date('2026-11-24T12:00:00.000Z'));
  });
});
