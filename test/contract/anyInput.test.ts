/** Whatever arrives at a boundary is either understood or refused with a reason; nothing crashes, nothing hangs. */
import fc from 'fast-check';
import { deliveredTags, newTags, readTags } from '../../src/adapters/keyVault/secretTags';
import { readPrivateHosts } from '../../src/config/privateHosts';
import { readDocument, readSummary, toDocument, toSummary } from '../../src/contract/connectionDocument';
import { connectionBodySchema, toBody, toSpec } from '../../src/contract/connectionSpec';
import { messageSchema } from '../../src/contract/message';
import { durationSchema } from '../../src/contract/time';
import type { Outcome } from '../../src/core/outcome';
import { readVaultEvent } from '../../src/core/vaultEvent';
import { fieldProblems } from '../../src/http/problem';
import { almost, damaged, fuzz } from '../support/fuzz';
import { aSpec, day, NOW } from '../support/seen';

const bodies = fc.record(
  {
    espocrmUrl: fc.oneof(almost('https://crm.example.com'), fc.webUrl()),
    displayName: almost('CRM'),
    secret: almost({ validity: 'P12M' }),
    signIn: almost({ usernameClaim: 'upn' }),
    __proto__: fc.anything(),
  },
  { requiredKeys: [] },
);

fuzz('a body is a connection or a list of problems', fc.oneof(bodies, fc.anything(), fc.jsonValue()), (body) => {
  const parsed = connectionBodySchema.safeParse(body, { reportInput: true });
  if (!parsed.success) {
    const problems = fieldProblems(parsed.error.issues);
    expect(problems.length).toBeGreaterThan(0);
    for (const { pointer, detail } of problems)
      expect([pointer.startsWith('#'), detail.length > 0]).toEqual([true, true]);
    return;
  }
  // What was understood is understood again as the same when it comes back from storage.
  const spec = toSpec('acme', parsed.data);
  expect(toSpec('acme', connectionBodySchema.parse(toBody(spec)))).toEqual(spec);
});

const parts = fc.tuple(fc.nat(200), fc.constantFrom('Y', 'M', 'W', 'D', 'TH', '', 'TS'));
const durations = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'PT0123456789YMWDHS.,-+ '), maxLength: 5_000 }),
  parts.map(([count, unit]) => `P${unit.length > 1 ? 'T' : ''}${count}${unit.slice(-1)}`),
);
fuzz('a duration is read, or refused with an example', durations, (text) => {
  const parsed = durationSchema.safeParse(text);
  if (!parsed.success) expect(parsed.error.issues[0]?.message).toContain('P24M');
  else expect(parsed.data.months * 28 + parsed.data.ms).toBeGreaterThan(0);
});

const vault = 'https://my-vault.vault.azure.net';
const events = fc.record(
  {
    eventType: almost('Microsoft.KeyVault.SecretNearExpiry'),
    type: fc.anything(),
    data: fc.oneof(
      fc.anything(),
      fc.record({ Id: fc.oneof(almost(`${vault}/secrets/espocrm-acme-client-secret/1`), fc.webUrl()) }),
    ),
  },
  { requiredKeys: [] },
);
fuzz('an event names a connection or is ignored with a reason', fc.oneof(events, fc.anything()), (event) => {
  const read = readVaultEvent(event, vault);
  if (read.kind === 'ignored') expect(read.reason).not.toBe('');
  else expect(read.connection).toMatch(/^[a-z0-9-]+$/);
});

const messages = fc.oneof(
  fc.anything(),
  fc.record({ connection: almost('acme'), attempt: fc.oneof(almost(1), fc.double()) }, { requiredKeys: [] }),
  fc.record({ check: fc.oneof(fc.array(almost('acme')), fc.anything()) }),
);
fuzz('a queue message names a connection or is refused', messages, (message) => {
  const parsed = messageSchema.safeParse(message);
  if (parsed.success) {
    const { check, connection, attempt } = { check: [], connection: 'none', attempt: 0, ...parsed.data };
    for (const name of [connection, ...check]) expect(name).toMatch(/^[a-z0-9-]{1,40}$/);
    expect(Number.isSafeInteger(attempt) && attempt >= 0).toBe(true);
  } else expect(parsed.error.issues.length).toBeGreaterThan(0);
});

const outcome: Outcome = {
  kind: 'stopped',
  state: 'settling',
  health: { status: 'warn', problems: [{ code: 'outside-failure', detail: 'x' }], secretExpiresAt: day(600) },
  done: [{ kind: 'deliver', reason: 'new', version: 'v', keyId: 'k' }],
  failure: { system: 'EspoCRM', operation: 'read', code: 'x', status: 500, retry: 'soon', advice: 'Wait.' },
  failedIn: 'deliver',
  at: NOW,
  recheckAt: day(1),
};
const document = toDocument(aSpec(), outcome);
const documents = fc.oneof(
  damaged(JSON.parse(document)).map((each) => JSON.stringify(each) ?? ''),
  fc.tuple(fc.nat(document.length), fc.string()).map(([at, text]) => document.slice(0, at) + text),
  fc.tuple(fc.nat(document.length), fc.string()).map(([at, text]) => document.slice(0, at) + text + document.slice(at)),
  fc.json(),
);
fuzz('a document edited by hand is a connection or is refused', documents, (text) => {
  let known: ReturnType<typeof readDocument>;
  try {
    known = readDocument('acme', text);
  } catch (error) {
    return expect(error).toBeInstanceOf(Error);
  }
  expect(readDocument('acme', toDocument(known.spec, known.outcome))).toEqual(known);
});

const texts = fc.dictionary(fc.string(), fc.string());
const summaries = fc.oneof(
  texts,
  texts.map((more) => ({ ...toSummary(aSpec(), outcome), ...more })),
  fc
    .record({ state: fc.string(), checkedat: fc.string() })
    .map((some) => ({ ...toSummary(aSpec(), outcome), ...some })),
);
fuzz('metadata edited by hand is a summary or is left out', summaries, (metadata) => {
  const summary = readSummary('acme', metadata);
  if (summary) expect(['settled', 'settling', 'blocked']).toContain(summary.state);
});

const record = {
  keyId: '00000000-0000-4000-8000-000000000001',
  objectId: 'o',
  appId: 'a',
  issuedAt: NOW,
  expiresAt: day(700),
};
const tags = deliveredTags(newTags('acme', record), NOW);
const tagSets = fc.oneof(
  texts,
  fc.tuple(fc.constantFrom(...Object.keys(tags)), fc.string()).map(([key, text]) => ({ ...tags, [key]: text })),
  fc
    .constantFrom(...Object.keys(tags))
    .map((gone) => Object.fromEntries(Object.entries(tags).filter(([key]) => key !== gone))),
);
fuzz('tags edited by hand are ours, whole and in order, or not ours at all', tagSets, (edited) => {
  const stored = readTags('acme', 'v', edited, NOW);
  if (!stored) return;
  expect(stored.keyId).toMatch(/^[0-9a-f-]{36}$/i);
  for (const date of [stored.issuedAt, stored.inUseSince, stored.deliveredAt])
    expect(Number.isNaN(date?.getTime() ?? 0)).toBe(false);
});

const hostLists = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'crm.=,/10 :[]*') }),
  fc
    .array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()))
    .map((hosts) => hosts.map((host) => `${host}=${host}/8`).join(',')),
);
fuzz('a list of private hosts is read or refused entry by entry', hostLists, (text) => {
  const read = readPrivateHosts(text);
  if ('problems' in read) for (const problem of read.problems) expect(problem).toMatch(/^entry \d+ /);
});
