import { connectionBodySchema, connectionNameSchema, toBody, toSpec } from '../../src/contract/connectionSpec';

const problems = (body: unknown) => {
  const parsed = connectionBodySchema.safeParse(body);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};
const espocrmUrl = 'https://crm.example.com';

describe('a connection that is asked for', () => {
  test('needs only an address; the rest is what the guide recommends', () => {
    expect(toBody(toSpec('acme', connectionBodySchema.parse({ espocrmUrl })))).toEqual({
      espocrmUrl,
      displayName: 'EspoCRM (acme)',
      secret: { validity: 'P24M', renewBefore: 'P30D', overlap: 'P7D', deliverAfter: 'PT15M' },
      signIn: {
        usernameClaim: 'preferred_username',
        createUsers: true,
        syncUsers: true,
        allowAdminUsers: false,
        espocrmTwoFactor: 'off',
      },
    });
  });

  test('is stored as it was asked for and read again the same', () => {
    const body = {
      espocrmUrl,
      displayName: 'CRM',
      secret: { validity: 'P180D', renewBefore: 'P2M', overlap: 'P1DT12H' },
      signIn: {
        usernameClaim: 'upn',
        createUsers: false,
        syncUsers: false,
        allowAdminUsers: true,
        espocrmTwoFactor: 'unchanged',
      },
    };
    const spec = toSpec('acme', connectionBodySchema.parse(body));
    expect(toSpec('acme', connectionBodySchema.parse(toBody(spec)))).toEqual(spec);
    expect(spec.secret.overlap).toEqual({ months: 0, ms: 1.5 * 86_400_000 });
  });

  test.each([
    ['https://CRM.Example.com/', 'https://crm.example.com'],
    ['https://example.com/crm/', 'https://example.com/crm'],
    ['https://example.com:443', 'https://example.com'],
  ])('has its address %s written as %s', (given, kept) => {
    expect(connectionBodySchema.parse({ espocrmUrl: given }).espocrmUrl).toBe(kept);
  });

  test.each([
    ['http://crm.example.com', 'https'],
    ['crm.example.com', 'full URL'],
    ['https://admin:secret@crm.example.com', 'user name or password'],
    ['https://crm.example.com/?a=b', 'query'],
    ['ftp://crm.example.com', 'https'],
    [`https://${'a'.repeat(200)}.example.com`, '200'],
  ])('is refused with the address %s, for its %s', (given, reason) => {
    expect(problems({ espocrmUrl: given })).toEqual([expect.stringContaining(reason)]);
  });

  test.each(['24M', 'P', 'P0D', 'P-1D', '730', 'P11Y', 'P999999999999M', 'P1.5D'])(
    'is refused with the validity %s',
    (validity) => {
      expect(problems({ espocrmUrl, secret: { validity } })).toHaveLength(1);
    },
  );

  test('is refused when every look would renew its secret', () => {
    expect(problems({ espocrmUrl, secret: { validity: 'P43D' } })).toEqual([
      expect.stringContaining('secret.validity'),
    ]);
    expect(problems({ espocrmUrl, secret: { validity: 'P44D' } })).toEqual([]);
  });

  test('is told every problem at once', () => {
    expect(
      problems({ espocrmUrl: 'x', secret: { validity: 5, more: 1 }, signIn: { createUsers: 'yes' }, extra: true }),
    ).toHaveLength(5);
  });
});

describe('the name of a connection', () => {
  test.each(['acme', 'a', 'acme-2', '2acme', 'a'.repeat(40)])('may be %s', (name) => {
    expect(connectionNameSchema.safeParse(name).success).toBe(true);
  });
  test.each(['', 'Acme', '-acme', 'acme-', 'a_b', 'a/b', '..', 'a b', 'ä', 'a'.repeat(41), undefined])(
    'may not be %s',
    (name) => {
      expect(connectionNameSchema.safeParse(name).success).toBe(false);
    },
  );
});
