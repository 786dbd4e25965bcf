import {
  adminSecretName,
  clientSecretName,
  connectionOfSecret,
  credentialMark,
  registrationUniqueName,
} from '../../src/core/ownership';

/** Chosen once: whatever was made under another name would not be known for ours any more. */
describe('what is ours is called', () => {
  test.each([
    ['a registration', registrationUniqueName, 'espocrm-entra-connector-acme'],
    ['a client secret in Entra', credentialMark, 'espocrm-entra-connector/acme'],
    ['a client secret in Key Vault', clientSecretName, 'espocrm-acme-client-secret'],
    ["an administrator's sign-in in Key Vault", adminSecretName, 'espocrm-acme-admin'],
  ])('%s', (_what, nameOf, expected) => {
    expect(nameOf('acme')).toBe(expected);
  });
});

describe('a secret of Key Vault belongs to', () => {
  test.each<[string, string, string | undefined]>([
    ['the connection in its name', 'espocrm-acme-client-secret', 'acme'],
    ['one with digits and hyphens', 'espocrm-acme-2-eu-client-secret', 'acme-2-eu'],
    ['one that is called as the name ends', 'espocrm-x-client-secret-client-secret', 'x-client-secret'],
    ['the same in whatever case', 'ESPOCRM-Acme-Client-Secret', 'acme'],
    ['nobody of ours, when it is the sign-in of an administrator', 'espocrm-acme-admin', undefined],
    ['nobody of ours, when it names no connection', 'espocrm--client-secret', undefined],
    ['nobody of ours, when something stands before it', 'my-espocrm-acme-client-secret', undefined],
    ['nobody of ours, when something stands after it', 'espocrm-acme-client-secret-2', undefined],
    ['nobody of ours, when no connection could be called so', 'espocrm-a_b-client-secret', undefined],
  ])('%s', (_what, name, connection) => {
    expect(connectionOfSecret(name)).toBe(connection);
  });

  test('the connection whose client secret is called so', () => {
    expect(connectionOfSecret(clientSecretName('acme'))).toBe('acme');
  });
});
