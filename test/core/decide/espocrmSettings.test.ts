import type { ConnectionSpec, SignInPolicy } from '../../../src/core/connection';
import {
  drifted,
  ESPOCRM_ONLY_SETTINGS,
  ESSENTIAL_SETTINGS,
  isUserNameTooShort,
  LONGEST_USER_PRINCIPAL_NAME,
  MADE_UP_CODE,
  MANAGED_SETTINGS,
  markedSettings,
  PORTAL_SETTINGS,
  settingsToWrite,
  sorted,
  wantedSettings,
} from '../../../src/core/decide/espocrmSettings';
import type { EspoCrmSeen } from '../../../src/core/observation';
import { anEspoCrm, aRegistration, aSpec, seen } from '../../support/seen';

const signingIn = (changes: Partial<SignInPolicy>): ConnectionSpec =>
  aSpec({ signIn: { ...aSpec().signIn, ...changes } });
const endpoints = { authorization: 'https://a.example', token: 'https://t.example', jwks: 'https://j.example' };
const wanted = (spec: ConnectionSpec) => wantedSettings(spec, aRegistration(), endpoints);

/** As the guide to Entra asks, with EspoCRM's defaults for the rest. */
const ALL = {
  authenticationMethod: 'Oidc',
  oidcClientId: 'app-1',
  oidcAuthorizationEndpoint: 'https://a.example',
  oidcTokenEndpoint: 'https://t.example',
  oidcJwksEndpoint: 'https://j.example',
  oidcJwtSignatureAlgorithmList: ['RS256'],
  oidcScopes: ['profile', 'email'],
  oidcUsernameClaim: 'preferred_username',
  oidcCreateUser: true,
  oidcSync: true,
  oidcAllowAdminUser: false,
  oidcFallback: true,
  oidcAuthorizationPrompt: 'select_account',
  auth2FA: false,
};

describe('the settings that are wanted', () => {
  test('are these, where a request says nothing', () => {
    expect(wanted(aSpec())).toEqual(ALL);
  });

  test.each<[string, Partial<SignInPolicy>, object]>([
    ['the claim that is the user name', { usernameClaim: 'upn' }, { oidcUsernameClaim: 'upn' }],
    ['that nobody is made a user', { createUsers: false }, { oidcCreateUser: false }],
    ['that names and addresses stay', { syncUsers: false }, { oidcSync: false }],
    ['that administrators sign in this way too', { allowAdminUsers: true }, { oidcAllowAdminUser: true }],
    ["that EspoCRM's own two-factor stays as it is", { espocrmTwoFactor: 'unchanged' }, { auth2FA: undefined }],
  ])('follow from the request: %s', (_what, policy, changes) => {
    expect(wanted(signingIn(policy))).toEqual({ ...ALL, ...changes });
  });

  test('say nothing of two-factor where it is to stay: EspoCRM would switch it off for an undefined one', () => {
    expect(Object.keys(wanted(signingIn({ espocrmTwoFactor: 'unchanged' })))).not.toContain('auth2FA');
  });

  test('hold the teams by their groups', () => {
    const spec = aSpec({ teams: [{ team: 'Sales', group: 'Sales staff' }] });
    const registration = aRegistration({ assignedGroups: [{ id: 'group-1', displayName: 'Sales staff' }] });
    expect(wantedSettings(spec, registration, endpoints, { Sales: 'team-1' })).toMatchObject({
      oidcSyncTeams: true,
      oidcTeamsIds: ['team-1'],
      oidcTeamsColumns: { 'team-1': { group: 'group-1' } },
    });
    expect(wantedSettings(spec, registration, endpoints)).toMatchObject({ oidcSyncTeams: true, oidcTeamsIds: [] });
  });
});

describe('of the settings we manage', () => {
  const onlyInEspoCrm = ['oidcAllowAdminUser', 'oidcFallback', 'auth2FA'];
  test.each<[string, readonly string[], readonly string[]]>([
    ['each is read', MANAGED_SETTINGS, Object.keys(ALL)],
    ['a portal has all but three', PORTAL_SETTINGS, Object.keys(ALL).filter((name) => !onlyInEspoCrm.includes(name))],
    ['EspoCRM alone has these three', ESPOCRM_ONLY_SETTINGS, onlyInEspoCrm],
    [
      'nobody signs in without method, client id and endpoints',
      ESSENTIAL_SETTINGS,
      ['authenticationMethod', 'oidcClientId', 'oidcAuthorizationEndpoint', 'oidcTokenEndpoint', 'oidcJwksEndpoint'],
    ],
  ])('%s', (_what, names, expected) => {
    expect(names).toEqual(expected);
  });
});

const SALES = aSpec({ teams: [{ team: 'Sales', group: '00000000-0000-4000-8000-000000000001' }] });
const registration = aRegistration();
/** What EspoCRM has, with a difference; `spec` as it was delivered. */
const having = (settings: object, changes: Partial<EspoCrmSeen> = {}, spec = aSpec()) => {
  const asDelivered = wantedSettings(spec, registration, seen().endpoints, changes.teams);
  return anEspoCrm({ settings: { ...asDelivered, ...settings }, ...changes });
};

describe('EspoCRM has otherwise', () => {
  const differences = (spec: ConnectionSpec, espocrm: EspoCrmSeen) =>
    drifted(spec, { ...seen({ espocrm }), registration });

  test.each<[string, object, EspoCrmSeen, ConnectionSpec?]>([
    ['nothing', {}, having({})],
    ['what somebody changed, and what it is to be', { oidcFallback: true }, having({ oidcFallback: false })],
    ['what is not set', { oidcSync: true }, having({ oidcSync: undefined })],
    ['nothing that it does not know', {}, having({ oidcSync: undefined }, { unsupported: ['oidcSync'] })],
    ['nothing when the scopes are in another order', {}, having({ oidcScopes: ['email', 'profile'] })],
    ['scopes that are others', { oidcScopes: ['profile', 'email'] }, having({ oidcScopes: ['email'] })],
    ['scopes where it has none', { oidcScopes: ['profile', 'email'] }, having({ oidcScopes: undefined })],
    ['scopes that are no list', { oidcScopes: ['profile', 'email'] }, having({ oidcScopes: 'email profile' })],
    ['no setting that is not ours', {}, having({ theme: 'dark' })],
    ['nothing when it has the teams', {}, having({}, { teams: { Sales: 'team-1' } }, SALES), SALES],
    ['the mapping, when a team is missing', { oidcTeamsIds: [] }, having({}, {}, SALES), SALES],
  ])('%s', (_what, expected, espocrm, spec = aSpec()) => {
    expect(differences(spec, espocrm)).toEqual(expected);
  });

  describe('of two teams', () => {
    const spec = aSpec({
      teams: [
        { team: 'Sales', group: '00000000-0000-4000-8000-000000000001' },
        { team: 'Support', group: '00000000-0000-4000-8000-000000000002' },
      ],
    });
    const teams = { Sales: 'team-1', Support: 'team-2' };
    test.each<[string, object, object]>([
      [
        'nothing, when the names come in another order',
        {},
        { oidcTeamsNames: { 'team-2': 'Support', 'team-1': 'Sales' } },
      ],
      [
        'their list, when that has another order',
        { oidcTeamsIds: ['team-1', 'team-2'] },
        { oidcTeamsIds: ['team-2', 'team-1'] },
      ],
    ])('%s', (_what, expected, settings) => {
      expect(differences(spec, having(settings, { teams }, spec))).toEqual(expected);
    });
  });
});

describe('one delivery writes', () => {
  const written = (espocrm: EspoCrmSeen) => settingsToWrite(aSpec(), { ...seen({ espocrm }), registration });

  test('to EspoCRM what it has otherwise', () => {
    expect(written(having({ oidcFallback: false, auth2FA: true }))).toEqual({ oidcFallback: true, auth2FA: false });
  });

  test('to a portal all that a portal has, whose provider may be new', () => {
    const unsupported = [...ESPOCRM_ONLY_SETTINGS];
    const espocrm = having({}, { unsupported, portal: { hasProvider: true, isLinked: true } });
    expect(Object.keys(written(espocrm))).toEqual(PORTAL_SETTINGS);
  });
});

describe('a value is compared', () => {
  test.each<[string, unknown, string]>([
    ['by the names in it, whatever their order', { b: 1, a: 2 }, '{"a":2,"b":1}'],
    ['by the names deep in it, too', { b: { d: 1, c: 2 }, a: { f: 3, e: 4 } }, '{"a":{"e":4,"f":3},"b":{"c":2,"d":1}}'],
    ['by the order of a list', ['b', 'a'], '["b","a"]'],
    ['as a text', 'b', '"b"'],
    ['as nothing', null, 'null'],
  ])('%s', (_what, value, expected) => {
    expect(JSON.stringify(sorted(value))).toBe(expected);
  });
});

describe('a write is told from the one before by the order of its scopes:', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['reversed after those in order', ['profile', 'email'], ['email', 'profile']],
    ['in order after those reversed', ['email', 'profile'], ['profile', 'email']],
    ['in order after others', ['email'], ['profile', 'email']],
    ['in order after none', undefined, ['profile', 'email']],
  ])('%s', (_what, before, oidcScopes) => {
    expect(markedSettings({ oidcSync: true }, before)).toEqual({ oidcSync: true, oidcScopes });
  });
});

test('the made-up code names who made it up, in the logs of Entra and EspoCRM', () => {
  expect(MADE_UP_CODE).toBe('espocrm-entra-connector-made-up-code');
});

const keeping = (userNameLength?: number) => aSpec({ signIn: { ...aSpec().signIn, userNameLength } });

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
    expect(isUserNameTooShort(keeping(wanted), anEspoCrm({ userNameLength }))).toBe(isTooShort);
  });
});

test('a user principal name is 113 characters long at the most, as Microsoft documents', () => {
  expect(LONGEST_USER_PRINCIPAL_NAME).toBe(113);
});
