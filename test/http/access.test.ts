import { authorise, type GuardedAccess } from '../../src/http/access';
import { RequestRefused } from '../../src/http/problem';

const OID = '09e4a704-0000-4000-8000-0000000000d1';
const LONG_ROLE = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';
const LONG_OID = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

const principal = (roles: readonly string[], more: object = {}) => ({
  auth_typ: 'aad',
  name_typ: 'name',
  role_typ: 'roles',
  claims: [{ typ: LONG_OID, val: OID }, ...roles.map((val) => ({ typ: 'roles', val }))],
  ...more,
});
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const withPrincipal = (value: unknown) => new Headers({ 'X-MS-CLIENT-PRINCIPAL': encoded(value) });

/** The caller, or the status and the kind of refusal. */
const answer = (headers: Headers, access: GuardedAccess, easyAuth = true, onDevelopersMachine = false) => {
  try {
    return authorise(headers, access, easyAuth, onDevelopersMachine);
  } catch (error) {
    return error instanceof RequestRefused ? `${error.details.status} ${error.details.type}` : 'crashed';
  }
};

describe('where App Service authentication is on', () => {
  test.each<[string, GuardedAccess, string]>([
    ['Connections.Manage', 'manage', OID],
    ['Connections.Manage', 'read', OID],
    ['Connections.Read', 'read', OID],
    ['Connections.Read', 'page', OID],
    ['Connections.Manage', 'page', OID],
    ['Connections.Other', 'page', '403 role-missing'],
    ['Connections.Read', 'manage', '403 role-missing'],
    ['connections.manage', 'manage', '403 role-missing'],
    ['Connections.Manage.All', 'manage', '403 role-missing'],
  ])('the role %s may %s: %s', (role, access, expected) => {
    expect(answer(withPrincipal(principal([role])), access)).toBe(expected);
  });

  test('roles count in the long form of their claim too, and as one of many', () => {
    const claims = [
      { typ: 'name', val: 'Ann' },
      { typ: LONG_ROLE, val: 'Other' },
      { typ: LONG_ROLE, val: 'Connections.Manage' },
    ];
    expect(answer(withPrincipal(principal([], { claims })), 'manage')).toBe('no object id');
  });

  test('a claim that the header itself declares to be the role is none', () => {
    const claims = [{ typ: 'nickname', val: 'Connections.Manage' }];
    expect(answer(withPrincipal(principal([], { role_typ: 'nickname', claims })), 'manage')).toBe('403 role-missing');
  });

  test('nobody may anything without a role', () => {
    expect(answer(withPrincipal(principal([])), 'read')).toBe('403 role-missing');
  });

  test.each<[string, Headers]>([
    ['is missing', new Headers()],
    ['is only a name', new Headers({ 'X-MS-CLIENT-PRINCIPAL-NAME': 'admin', 'X-MS-CLIENT-PRINCIPAL-ID': OID })],
    ['is empty', new Headers({ 'X-MS-CLIENT-PRINCIPAL': '' })],
    ['is not base64', new Headers({ 'X-MS-CLIENT-PRINCIPAL': '{"claims":[]}' })],
    ['is not JSON', new Headers({ 'X-MS-CLIENT-PRINCIPAL': Buffer.from('hello').toString('base64') })],
    ['is null', withPrincipal(null)],
    ['is of another identity provider', withPrincipal(principal(['Connections.Manage'], { auth_typ: 'google' }))],
    ['has a field more', withPrincipal(principal(['Connections.Manage'], { admin: true }))],
    ['has claims of another shape', withPrincipal(principal([], { claims: [{ typ: 'roles', val: ['x'] }] }))],
    ['has too many claims', withPrincipal(principal(Array.from({ length: 1_001 }, () => 'Connections.Manage')))],
    ['is too large', withPrincipal(principal(['Connections.Manage', 'x'.repeat(32 * 1024)]))],
    [
      'comes twice',
      new Headers([
        ['X-MS-CLIENT-PRINCIPAL', encoded(principal(['Connections.Manage']))],
        ['X-MS-CLIENT-PRINCIPAL', encoded(principal(['Connections.Manage']))],
      ]),
    ],
  ])('a caller whose principal %s is nobody', (_what, headers) => {
    expect(answer(headers, 'read')).toBe('401 not-signed-in');
  });
});

describe('where App Service authentication is off', () => {
  test('the function key is all it takes', () => {
    expect(answer(new Headers({ 'x-functions-key': 'key' }), 'manage', false)).toBe('function key');
  });

  test.each([
    'X-MS-CLIENT-PRINCIPAL',
    'x-ms-client-principal-id',
    'X-MS-CLIENT-PRINCIPAL-NAME',
    'X-Ms-Client-Principal-Idp',
  ])('a request that carries %s is refused, whatever it says', (name) => {
    const headers = new Headers({ [name]: encoded(principal(['Connections.Manage'])) });
    expect(answer(headers, 'read', false)).toBe('401 principal-not-trusted');
  });
});

test.each([
  ['in Azure, where it is off, a page is shut', false, false, '403 page-not-guarded'],
  ['in Azure, where it is on, a page asks who looks', true, false, '401 not-signed-in'],
  ["on a developer's machine a page is open", false, true, 'function key'],
])('%s', (_what, easyAuth, onDevelopersMachine, expected) => {
  expect(answer(new Headers(), 'page', easyAuth, onDevelopersMachine)).toBe(expected);
});
