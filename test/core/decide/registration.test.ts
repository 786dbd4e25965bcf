import type { ConnectionSpec, GroupClaims, TeamOfGroup } from '../../../src/core/connection';
import {
  ID_TOKEN_CLAIMS,
  redirectUris,
  registrationFits,
  SIGN_IN_AUDIENCE,
  wantedGroupClaims,
} from '../../../src/core/decide/registration';
import type { RegistrationSeen } from '../../../src/core/observation';
import { anEspoCrm, aRegistration, aSpec, day, MS, seen } from '../../support/seen';

const uri = (site: string) => `${site}/oauth-callback.php`;
const OLD = 'https://old.example.com';
const CRM = 'https://crm.example.com';
/** A move that began that many days ago; the overlap is a week. */
const movedAgo = (days: number, from: readonly string[] = [OLD]) => ({ moved: { at: day(-days), from } });

describe('the redirect URIs', () => {
  test.each<[string, Partial<ConnectionSpec>, string, string, readonly string[]]>([
    ['without a move: the one of its address', {}, CRM, CRM, []],
    ["in the letters of EspoCRM's own address", {}, 'https://CRM.example.com', 'https://CRM.example.com', []],
    ['before EspoCRM has moved: the new one, and no other is dropped', movedAgo(100), OLD, CRM, []],
    ['just moved: the former address stays', movedAgo(0), CRM, CRM, []],
    ['a moment before the overlap is over: the former address stays', movedAgo(7 - MS), CRM, CRM, []],
    ['the overlap is over: the former address goes', movedAgo(7), CRM, CRM, [OLD]],
    ['every former address goes', movedAgo(7, [OLD, 'https://x.org']), CRM, CRM, [OLD, 'https://x.org']],
    ['never the one that is in use', movedAgo(7, [CRM, OLD]), CRM, CRM, [OLD]],
  ])('%s', (_what, spec, siteUrl, wanted, unwanted) => {
    expect(redirectUris(aSpec(spec), seen({ espocrm: anEspoCrm({ siteUrl }) }))).toEqual({
      wanted: uri(wanted),
      unwanted: unwanted.map(uri),
    });
  });

  test('of a portal: the one of its address, and none is dropped', () => {
    const espocrm = anEspoCrm({ siteUrl: 'https://portal.org', portal: { hasProvider: true, isLinked: true } });
    expect(redirectUris(aSpec(movedAgo(100)), seen({ espocrm }))).toEqual({
      wanted: uri('https://portal.org'),
      unwanted: [],
    });
  });
});

const SALES: TeamOfGroup = { team: 'Sales', group: 'Sales' };

describe('the registration fits', () => {
  const uris = { wanted: uri(CRM), unwanted: [uri(OLD), uri('https://x.org')] };
  const withoutClaim = (claim: string) => ({ idTokenClaims: ID_TOKEN_CLAIMS.filter((each) => each !== claim) });

  test.each<[string, boolean, Partial<RegistrationSeen>, Partial<ConnectionSpec>?]>([
    ['as it is', true, {}],
    ['not without its service principal', false, { hasServicePrincipal: false }],
    ['not under another name', false, { displayName: 'Something' }],
    ['under any name where none is wanted', true, { displayName: 'Something' }, { displayName: undefined }],
    ['not open to other tenants', false, { signInAudience: 'AzureADMultipleOrgs' }],
    ['not without its redirect URI', false, { redirectUris: [uri('https://other.org')] }],
    ['with redirect URIs of others', true, { redirectUris: [uri('https://other.org'), uri(CRM)] }],
    ['not with one that is unwanted', false, { redirectUris: [uri(CRM), uri(OLD)] }],
    ['not with another that is unwanted', false, { redirectUris: [uri('https://x.org'), uri(CRM)] }],
    ['with claims of others', true, { idTokenClaims: ['groups', 'email', 'given_name', 'family_name', 'upn'] }],
    ['not without the claim email', false, withoutClaim('email')],
    ['not without the claim given_name', false, withoutClaim('given_name')],
    ['not without the claim family_name', false, withoutClaim('family_name')],
    ['not without the claim upn', false, withoutClaim('upn')],
    ['with any group claims where no teams are wanted', true, { groupMembershipClaims: 'All' }],
    ['not with others where teams are', false, { groupMembershipClaims: 'All' }, { teams: [SALES] }],
    ['not with none where teams are', false, { groupMembershipClaims: null }, { teams: [SALES] }],
    ['with those that teams need', true, { groupMembershipClaims: 'ApplicationGroup' }, { teams: [SALES] }],
  ])('%s: %s', (_what, fits, registration, spec = {}) => {
    expect(registrationFits(aSpec(spec), aRegistration(registration), uris)).toBe(fits);
  });
});

describe('the group claims', () => {
  test.each<[string, readonly TeamOfGroup[] | undefined, GroupClaims | undefined, string | undefined]>([
    ['are left alone where nothing is said of teams', undefined, 'security', undefined],
    ['are left alone where no team is wanted', [], 'security', undefined],
    ['are of the assigned groups, where it is not said', [SALES], undefined, 'ApplicationGroup'],
    ['are of the assigned groups', [SALES], 'assigned', 'ApplicationGroup'],
    ['are of all security groups', [SALES], 'security', 'SecurityGroup'],
  ])('%s', (_what, teams, groupClaims, expected) => {
    expect(wantedGroupClaims(aSpec({ teams, groupClaims }))).toBe(expected);
  });
});

test('what EspoCRM needs of an ID token, and who may sign in, in the words of Graph', () => {
  expect(ID_TOKEN_CLAIMS).toEqual(['email', 'given_name', 'family_name', 'upn']);
  expect(SIGN_IN_AUDIENCE).toBe('AzureADMyOrg');
});
