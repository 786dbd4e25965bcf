/** Whatever arrives at a boundary is either understood or refused with a reason; nothing crashes, nothing hangs. */
import fc from 'fast-check';
import { connectionBodySchema, toBody, toSpec } from '../../src/contract/connectionSpec';
import { durationSchema } from '../../src/contract/duration';
import { workSchema } from '../../src/contract/work';
import { readVaultEvent } from '../../src/core/vaultEvent';
import { fieldProblems } from '../../src/http/problem';

const SEED = 20_261_124;
const RUNS = 600;
const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, holds), { seed: SEED, numRuns: RUNS });

/** Values near to right ones, so that every rule is reached, beside complete nonsense. */
const almost = (good: unknown) => fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, fc.anything(), fc.string());
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

test(`a body is a connection or a list of problems (seed ${SEED})`, () => {
  check(fc.oneof(bodies, fc.anything(), fc.jsonValue()), (body) => {
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
});

test(`a duration is read, or refused with an example (seed ${SEED})`, () => {
  const parts = fc.tuple(fc.nat(200), fc.constantFrom('Y', 'M', 'W', 'D', 'TH', '', 'TS'));
  const texts = fc.oneof(
    fc.string(),
    parts.map(([count, unit]) => `P${unit.length > 1 ? 'T' : ''}${count}${unit.slice(-1)}`),
  );
  check(texts, (text) => {
    const parsed = durationSchema.safeParse(text);
    if (!parsed.success) expect(parsed.error.issues[0]?.message).toContain('P24M');
    else expect(parsed.data.months * 28 + parsed.data.ms).toBeGreaterThan(0);
  });
});

test(`an event names a connection or is ignored with a reason (seed ${SEED})`, () => {
  const vault = 'https://my-vault.vault.azure.net';
  const events = fc.record(
    {
      eventType: almost('Microsoft.KeyVault.SecretNearExpiry'),
      type: fc.anything(),
      data: fc.oneof(fc.anything(), fc.record({ Id: almost(`${vault}/secrets/espocrm-acme-client-secret/1`) })),
    },
    { requiredKeys: [] },
  );
  check(fc.oneof(events, fc.anything()), (event) => {
    const read = readVaultEvent(event, vault);
    if (read.kind === 'ignored') expect(read.reason).not.toBe('');
    else expect(read.connection).toMatch(/^[a-z0-9-]+$/);
  });
});

test(`a queue message names a connection or is refused (seed ${SEED})`, () => {
  check(fc.anything(), (message) => {
    const parsed = workSchema.safeParse(message);
    if (parsed.success) expect(parsed.data.connection).toMatch(/^[a-z0-9-]{1,40}$/);
  });
});
