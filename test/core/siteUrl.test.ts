import { isSameSite, redirectUriOf, withoutSlash } from '../../src/core/siteUrl';

test.each([
  ['https://crm.example.com', 'https://crm.example.com/oauth-callback.php'],
  ['https://crm.example.com/', 'https://crm.example.com/oauth-callback.php'],
  ['https://crm.example.com/espo//', 'https://crm.example.com/espo/oauth-callback.php'],
  ['https://CRM.example.com', 'https://CRM.example.com/oauth-callback.php'],
])('users come back from Entra to %s at %s', (siteUrl, expected) => {
  expect(redirectUriOf(siteUrl)).toBe(expected);
});

test.each([
  ['https://crm.example.com', 'https://crm.example.com', true],
  ['https://crm.example.com', 'https://crm.example.com/', true],
  ['https://crm.example.com', 'https://CRM.example.com:443', true],
  ['https://crm.example.com', 'http://crm.example.com', false],
  ['https://crm.example.com', 'https://crm.example.com:8443', false],
  ['https://crm.example.com', 'https://crm.example.com/espo', false],
  ['https://crm.example.com/espo', 'https://crm.example.com/Espo', false],
  ['https://crm.example.com', 'https://crm.example.org', false],
  ['no address', 'no address', true],
  ['no address', 'no address/', false],
])('%s and %s are the same site: %s', (left, right, expected) => {
  expect(isSameSite(left, right)).toBe(expected);
});

test('only slashes at the end are left out', () => {
  expect(withoutSlash('https://crm.example.com/a/b//')).toBe('https://crm.example.com/a/b');
});
