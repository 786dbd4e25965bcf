/** Whatever is sent to the API is a request it understands, or is refused with 4xx and everything that is wrong with it. */
import { HttpRequest } from '@azure/functions';
import fc from 'fast-check';
import { authorise } from '../../src/http/access';
import { problemResponse, RequestRefused } from '../../src/http/problem';
import { readConnection } from '../../src/http/provision';
import { readFlags, readName } from '../../src/http/readRequest';
import { aPrivateHosts } from '../support/aPrivateHosts';
import { almost, damaged, fuzz } from '../support/fuzz';

const addresses = { privateHosts: aPrivateHosts(''), identityEndpoint: undefined, ownHost: undefined };

/** What it answers, or the refusal; anything else that is thrown fails the test, as it would be a 500. */
async function judged<T>(answer: () => T | Promise<T>): Promise<T | RequestRefused> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof RequestRefused) return error;
    throw error;
  }
}

function expectReason({ details, headers }: RequestRefused) {
  expect([400, 401, 403, 413]).toContain(details.status);
  expect(details.detail).not.toBe('');
  for (const { pointer, detail } of details.errors ?? []) expect([pointer, detail]).not.toContain('');
  if (details.type === 'invalid-request') expect(details.errors).not.toEqual([]);
  expect(JSON.parse(String(problemResponse(details, headers).body))).toMatchObject({ status: details.status });
}

const good = {
  espocrmUrl: 'https://crm.example.com',
  displayName: 'CRM',
  secret: { validity: 'P12M', renewBefore: 'P30D', overlap: 'P7D', deliverAfter: 'PT15M' },
  signIn: { usernameClaim: 'upn', createUsers: true, syncUsers: true, allowAdminUsers: false, espocrmTwoFactor: 'off' },
};
const texts = fc.oneof(
  damaged(good).map((body) => JSON.stringify(body) ?? ''),
  fc
    .tuple(fc.webUrl(), fc.string())
    .map(([url, rest]) => JSON.stringify({ espocrmUrl: url.replace('http:', 'https:') + rest })),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.nat(100_000).map((depth) => '['.repeat(depth)),
  fc.nat(4_000).map((depth) => `${'{"secret":'.repeat(depth / 4)}1${'}'.repeat(depth / 4)}`),
);
const request = (body: string, name: string, headers: Record<string, string> = {}, query = {}) =>
  new HttpRequest({
    method: 'PUT',
    url: 'https://app.example.com/api/connections/acme',
    params: { name },
    headers,
    query,
    body: { string: body },
  });

fuzz('a body over HTTP is a connection or a 400 that says why', texts, async (body) => {
  const read = await judged(() => readConnection(request(body, 'acme'), addresses));
  if (read instanceof RequestRefused) return expectReason(read);
  expect([read.name, new URL(read.espocrmUrl).protocol]).toEqual(['acme', 'https:']);
});

const names = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'ab0-A/.%'), maxLength: 60 }),
);
fuzz('a name is one a connection can have, or a 400', names, async (name) => {
  const read = await judged(() => readName(request('', name)));
  if (read instanceof RequestRefused) expectReason(read);
  else expect(read).toMatch(/^[a-z0-9][a-z0-9-]{0,39}$/);
});

fuzz(
  'a query asks for a dry run, for none, or is a 400',
  fc.oneof(fc.string(), almost('true').map(String)),
  async (dryRun) => {
    const read = await judged(() => readFlags(request('', 'acme', {}, { dryRun }), ['dryRun']).dryRun);
    if (read instanceof RequestRefused) expectReason(read);
    else expect(String(read)).toBe(dryRun);
  },
);

const principal = {
  auth_typ: 'aad',
  name_typ: 'name',
  role_typ: 'roles',
  claims: [{ typ: 'roles', val: 'Connections.Read' }],
};
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64');
const principals = fc.oneof(damaged(principal).map(encoded), fc.base64String(), fc.constant(encoded(principal)));
fuzz(
  'a caller is who Easy Auth says, or is refused',
  fc.tuple(principals, fc.boolean()),
  async ([header, easyAuth]) => {
    const headers = new Headers({ 'X-MS-CLIENT-PRINCIPAL': header });
    for (const access of ['read', 'manage'] as const) {
      const caller = await judged(() => authorise(headers, access, easyAuth));
      if (caller instanceof RequestRefused) expectReason(caller);
      // The role of this principal is to read, whatever else of it is damaged.
      else expect([access, easyAuth]).toEqual(['read', true]);
    }
  },
);

const lengths = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.integer().map(String), fc.double().map(String));
fuzz(
  'a length that lies neither lets a large body in nor crashes',
  fc.tuple(lengths, fc.nat(40_000)),
  async ([length, bytes]) => {
    const body = `{"espocrmUrl":"https://crm.example.com","x":"${'x'.repeat(bytes)}"}`;
    const read = await judged(() =>
      readConnection(request(body, 'acme', { 'content-length': length.trim() }), addresses),
    );
    if (!(read instanceof RequestRefused)) throw new Error('An unknown field was accepted.');
    expectReason(read);
    if (body.length > 16 * 1024) expect(read.details.status).toBe(413);
  },
);
