import * as z from 'zod';
import { PROBLEMS } from '../../../src/contract/problemDetails';
import { openApiDocument } from '../../../src/http/openApi/openApiDocument';
import { contractBreach } from '../../support/contractBreach';

const text = JSON.stringify(openApiDocument());

test('every reference in the document leads somewhere', () => {
  const { schemas } = z
    .object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) })
    .parse(JSON.parse(text)).components;
  const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(names));
});

test('defaults are shown as a request would write them', () => {
  expect(text).toContain('"default":"P24M"');
  expect(text).not.toContain('"months"');
});

test('every kind of problem belongs to some route', () => {
  const named = [...text.matchAll(/"urn:espocrm-entra-connector:([a-z-]+)"/g)].map(([, type]) => type);
  expect([...new Set(named)].sort()).toEqual(Object.keys(PROBLEMS).sort());
});

describe('an answer breaks the contract', () => {
  const json = { 'content-type': 'application/json' };
  const problem = { 'content-type': 'application/problem+json' };
  const details = { type: 'urn:espocrm-entra-connector:not-found', status: 404, title: 'a', detail: 'b' };
  const summary = { name: 'acme', state: 'settled', health: 'pass', espocrmUrl: 'https://a' };

  test.each([
    ['with a field that is not listed', 200, json, { connections: [{ ...summary, secret: 'x' }] }, /secret/],
    ['with a field of the wrong type', 200, json, { connections: [{ ...summary, checkedAt: 'today' }] }, /checkedAt/],
    ['without a field that is required', 200, json, { connections: [{ name: 'acme' }] }, /state/],
    ['with a status that is not listed', 418, json, {}, /418/],
    ['with another media type', 200, { 'content-type': 'text/html' }, '', /text\/html/],
    ['with a problem that the route does not have', 401, problem, { ...details, status: 401 }, /type/],
  ])('%s', (_how, status, headers, body, expected) => {
    expect(contractBreach('GET', '/api/connections', { status, headers, body })).toMatch(expected);
  });

  test('and one that fits does not', () => {
    const body = { connections: [summary] };
    expect(contractBreach('GET', '/api/connections?x=1', { status: 200, headers: json, body })).toBeUndefined();
    expect(
      contractBreach('GET', '/api/connections/acme', { status: 404, headers: problem, body: details }),
    ).toBeUndefined();
  });
});
