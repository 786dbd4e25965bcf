/** Every rule that keeps users signed in, and the product's code without it. */
import fc from 'fast-check';
import type { Mutation } from './buildLife';
import type { Edit } from './edit';
import { type Outage, type PlannedFate, phases, QUIET, type Schedule, STEADY, schedules } from './schedule';

export interface Mutant {
  /** What the code no longer does; the rule of docs/architecture.md it breaks can be read from it. */
  readonly without: string;
  readonly mutations: readonly Mutation[];
  /** Those that can show it; by chance alone it would take thousands. */
  readonly shownBy: fc.Arbitrary<Schedule>;
}

const PLAN = 'src/core/plan.ts';
const SUPERSEDED = 'src/core/superseded.ts';
const APPLY = 'src/reconcile/apply.ts';
const OBSERVE = 'src/reconcile/observe.ts';
const RETIRE = 'src/reconcile/retire.ts';
const RECONCILE = 'src/reconcile/reconcile.ts';
const TAGS = 'src/adapters/secretTags.ts';
const ESPOCRM = 'src/adapters/espocrm.ts';
const REGISTRATION = 'test/proof/entra.ts';

const mutant = (
  without: string,
  shownBy: fc.Arbitrary<Schedule>,
  file: string,
  code: string,
  instead: string,
): Mutant => ({
  without,
  shownBy,
  mutations: [{ file, code, instead }],
});

/** In hours: just after the first attempt. */
const HALF_A_MINUTE = 1 / 120;

const between = (min: number, max: number) => fc.integer({ min, max });
const often = fc.array(between(0, 384), { minLength: 30, maxLength: 50 });
const fate = (operation: string, nth: readonly [number, number], what: PlannedFate['fate'], hours = between(1, 1)) =>
  fc.record<PlannedFate>({ operation: fc.constant(operation), nth: between(...nth), fate: fc.constant(what), hours });
const outage = (system: Outage['system'], fromHour: fc.Arbitrary<number>, hours: number) =>
  fc.record<Outage>({ system: fc.constant(system), fromHour, hours: fc.constant(hours) });

const edit = (call: fc.Arbitrary<number>, ...edits: readonly Edit[]) =>
  fc.tuple(fc.record({ call, edit: fc.constantFrom(...edits) }));

/** A quiet provisioning, then one renewal in which nothing goes wrong but this. */
const renewal = (changes: Parameters<typeof phases>[0], others: Parameters<typeof schedules>[0] = {}) =>
  schedules({
    ...STEADY,
    phases: fc.tuple(
      phases({ ...QUIET, days: fc.constant(1) }),
      phases({ ...QUIET, days: fc.constant(12), ...changes }),
    ),
    ...others,
  });
/** The same from the first day of a connection on. */
const beginning = (changes: Parameters<typeof phases>[0], others: Parameters<typeof schedules>[0] = {}) =>
  schedules({ ...STEADY, phases: fc.tuple(phases({ ...QUIET, ...changes })), ...others });

const ANY = schedules();
const RENEWALS = renewal({});
/** The write of the old secret arrives days after that of the new one, and no probe tells. */
const LATE_WRITE = { fates: fc.tuple(fate('write the settings', [0, 0], 'stall', between(135, 149))), looks: often };
const EDITED = (...edits: readonly Edit[]) => renewal({ days: between(1, 3), edits: edit(between(5, 60), ...edits) });
/** Between the delivery before the old secret was retired and the next one, a week later. */
const EDITED_LATE = (what: Edit, ...probes: readonly Schedule['probe'][]) =>
  renewal({ edits: edit(between(225, 255), what) }, { probe: fc.constantFrom(...probes) });
const UNWRITABLE = beginning(
  { looks: often, days: fc.constant(3), outages: fc.tuple(outage('Key Vault writing', fc.constant(0), 60)) },
  { lagMinutes: fc.constant(10) },
);
/** Losses show where no probe mends them at once. */
const LOSSES = renewal(
  { looks: often },
  { loss: fc.constant({ rate: 0.2, kinds: ['whole'] }), probe: fc.constantFrom('off', 'mute') },
);

export const MUTANTS: readonly Mutant[] = [
  mutant(
    'delivering the current secret again before one is retired',
    renewal(LATE_WRITE),
    PLAN,
    "{ kind: 'deliver', reason, version, keyId }, ...retiring.map(retire)",
    "...(reason === 'before-retiring' ? [] : [{ kind: 'deliver' as const, reason, version, keyId }]), ...retiring.map(retire)",
  ),
  mutant(
    'stopping where the delivery fails, so that it retires without it',
    renewal({ ...LATE_WRITE, looks: fc.constant([]), outages: fc.tuple(outage('Entra', between(90, 150), 150)) }),
    RECONCILE,
    'const heldSecret = await apply(action, held.spec(), seen, outside);',
    "const heldSecret = await apply(action, held.spec(), seen, outside).catch((error) => {\n      if (action.kind !== 'deliver') throw error;\n      return 'unknown' as const;\n    });",
  ),
  mutant(
    'retiring after the delivery, not before it',
    renewal(LATE_WRITE),
    PLAN,
    "{ kind: 'deliver', reason, version, keyId }, ...retiring.map(retire)",
    "...retiring.map(retire), { kind: 'deliver', reason, version, keyId }",
  ),
  mutant(
    'an overlap of the old secret with the new one',
    renewal(LATE_WRITE),
    SUPERSEDED,
    'return later(startsAt > inUseSince ? startsAt : inUseSince, spec.secret.overlap);',
    'return startsAt > inUseSince ? startsAt : inUseSince;',
  ),
  mutant(
    'counting the overlap from the first delivery of the successor',
    renewal(LATE_WRITE),
    SUPERSEDED,
    "if (!inUseSince) return NEVER;\n  if (isReplaced(spec, keyId) && spec.rotation?.revoke !== 'after-overlap') return inUseSince;\n  return later(startsAt > inUseSince ? startsAt : inUseSince, spec.secret.overlap);",
    'return later(startsAt, spec.secret.overlap);',
  ),
  mutant(
    'counting the overlap of a credential from its own start too',
    renewal(
      {
        days: fc.constant(16),
        looks: often,
        fates: fc.tuple(
          fate('add a client secret', [0, 0], 'stall', between(170, 230)),
          fate('store the client secret', [1, 1], 'stall', between(3, 20)),
          fate('remove a client secret', [1, 1], 'stall', between(10, 40)),
        ),
      },
      { workers: fc.constant(4) },
    ),
    SUPERSEDED,
    'startsAt > inUseSince ? startsAt : inUseSince',
    'inUseSince',
  ),
  mutant(
    'the mark: credentials of others count as its own',
    EDITED('Entra: a foreign credential added'),
    REGISTRATION,
    'truth.credentials.filter((each) => each.displayName === credentialMark(connection))',
    'truth.credentials',
  ),
  mutant(
    'the mark: vault versions of others count as its own',
    EDITED('Key Vault: a foreign version added'),
    TAGS,
    'ManagedBy: z.literal(PRODUCT)',
    'ManagedBy: z.string()',
  ),
  mutant(
    'a whole view: what Key Vault could not list counts as absent',
    renewal({ fates: fc.tuple(fate('list the versions of the client secret', [0, 3], 'refused')), looks: often }),
    OBSERVE,
    'outside.vault.readVersions(name)',
    'outside.vault.readVersions(name).catch(() => [])',
  ),
  mutant(
    'a grace period for a credential that the vault names and Graph does not list yet',
    renewal({ looks: often }, { lagMinutes: fc.constant(10) }),
    PLAN,
    'if (!listed && at >= later(stored.issuedAt, LISTING_GRACE))',
    'if (!listed)',
  ),
  mutant(
    'noticing that its secret was revoked',
    EDITED('Entra: a credential of ours removed'),
    PLAN,
    "return 'revoked';",
    'return undefined;',
  ),
  mutant(
    'retiring nothing beside a secret that Entra does not list',
    renewal({
      days: fc.constant(4),
      looks: often,
      outages: fc.tuple(outage('Key Vault writing', fc.constant(0), 90)),
      edits: fc.tuple(
        fc.record({ call: between(0, 9), edit: fc.constant<Edit>('Key Vault: tags name a foreign credential') }),
      ),
    }),
    PLAN,
    "if (!stored || cause === 'revoked') return",
    'if (!stored) return',
  ),
  mutant(
    'renewing before the expiry',
    RENEWALS,
    PLAN,
    "return at >= renewalDue(spec, stored) ? 'expiring' : undefined;",
    "return at >= stored.expiresAt ? 'expiring' : undefined;",
  ),
  mutant(
    'waiting for a new secret to reach all of Entra while the old one works',
    renewal({ looks: often }, { lagMinutes: fc.constant(10) }),
    PLAN,
    'if (until) return',
    'if (until && !stored) return',
  ),
  mutant(
    'waiting also beside a secret whose delivery nobody recorded yet',
    beginning(
      {
        looks: often,
        fates: fc.tuple(
          fate(
            'add a client secret',
            [0, 0],
            'stall',
            between(3_655, 3_685).map((seconds) => seconds / 3_600),
          ),
          fate('record the delivery', [0, 0], 'crash before'),
        ),
      },
      { workers: fc.constant(4), lagMinutes: fc.constant(10), skewMinutes: fc.constant(0) },
    ),
    PLAN,
    'new Set([...seen.superseded, ...registration.otherCredentials].map(({ keyId }) => keyId))',
    'new Set(seen.superseded.filter(({ inUseSince }) => inUseSince).map(({ keyId }) => keyId))',
  ),
  {
    without: "counting a secret's age from the answer of Entra",
    shownBy: renewal({ fates: fc.tuple(fate('add a client secret', [0, 0], 'stall', between(1, 5))), looks: often }),
    mutations: [
      {
        file: APPLY,
        code: '  const issued = await addCredential(',
        instead: '  const askedAt = clock.now();\n  const issued = await addCredential(',
      },
      { file: APPLY, code: 'issuedAt: clock.now(), expiresAt', instead: 'issuedAt: askedAt, expiresAt' },
    ],
  },
  mutant(
    'proving the secret at Entra before it is delivered',
    beginning({}, { lagMinutes: between(1, 10) }),
    APPLY,
    'if (!(await signIn.accepts(appId, secret))) throw notAccepted(seen);',
    'await signIn.accepts(appId, secret);',
  ),
  {
    without: 'storing the secret before it is delivered',
    shownBy: RENEWALS,
    mutations: [
      { file: APPLY, code: '{ registrations, vault, clock }', instead: '{ registrations, vault, clock, espocrm }' },
      {
        file: APPLY,
        code: '    await vault.store(spec.name, issued.secret, record);',
        instead:
          '    await espocrm.deliver(spec.espocrmUrl, await vault.readAdmin(spec.name), {}, issued.secret);\n    await vault.store(spec.name, issued.secret, record);',
      },
    ],
  },
  mutant(
    'keeping a credential whose storing is in doubt',
    renewal({
      fates: fc.tuple(
        fate('store the client secret', [0, 0], 'error after'),
        fate('remove a client secret', [0, 0], 'stall', between(1, 9)),
      ),
      looks: often,
    }),
    APPLY,
    'if (wasRefused(error)) await',
    'await',
  ),
  mutant(
    'waiting before a credential is added that could not be stored',
    UNWRITABLE,
    APPLY,
    "({ ...error.facts, retry: 'later' })",
    '({ ...error.facts })',
  ),
  mutant(
    'waiting for that whatever else asks for the connection meanwhile',
    beginning(
      {
        days: fc.constant(1),
        looks: fc.constant(Array.from({ length: 20 }, () => HALF_A_MINUTE)),
        outages: fc.tuple(outage('Key Vault writing', fc.constant(0), 20)),
      },
      { workers: fc.constant(1), lagMinutes: fc.constant(10) },
    ),
    RECONCILE,
    "return actions[0]?.kind === 'issue' &&",
    "return actions[0]?.kind === 'retire' &&",
  ),
  mutant(
    'delivering before it is marked as delivered',
    renewal({ looks: often }, { loss: fc.constant({ rate: 0.2, kinds: ['whole'] }) }),
    APPLY,
    '  await espocrm.deliver(spec.espocrmUrl, admin, settings, secret);',
    '  await vault.markDelivered(spec.name, version, clock.now());\n  await espocrm.deliver(spec.espocrmUrl, admin, settings, secret);',
  ),
  mutant(
    'reading back what EspoCRM was given',
    LOSSES,
    ESPOCRM,
    'if (lost.length > 0) throw notKept(lost);',
    'if (lost.length > 99) throw notKept(lost);',
  ),
  mutant(
    'turning the order of the scopes, so that a lost write shows',
    LOSSES,
    ESPOCRM,
    "const shown = markedSettings(settings, before['oidcScopes']);",
    'const shown = settings;',
  ),
  mutant(
    'delivering again from time to time what cannot be read back',
    beginning(
      { days: between(1, 2), looks: often, edits: edit(between(30, 60), 'EspoCRM: secret overwritten') },
      { probe: fc.constantFrom('off', 'mute') },
    ),
    PLAN,
    "return seen.at >= refreshDue(stored.deliveredAt, stored.inUseSince) ? 'refresh' : undefined;",
    'return undefined;',
  ),
  mutant(
    'asking EspoCRM every day to use its secret',
    EDITED_LATE('EspoCRM: secret overwritten', 'tells'),
    RECONCILE,
    'return !confirmedAt || at >= later(confirmedAt, PROBE_EVERY);',
    'return false;',
  ),
  mutant(
    'mending settings that somebody changed',
    EDITED_LATE('EspoCRM: method switched back', 'off', 'mute'),
    PLAN,
    "if (Object.keys(drifted(spec, registration, seen)).length > 0 || seen.heldSecret === 'refused') return 'drifted';",
    "if (seen.heldSecret === 'refused') return 'drifted';",
  ),
  mutant('the limit of its credentials', UNWRITABLE, PLAN, 'if (cause && !tooMany) return', 'if (cause) return'),
  mutant(
    'retiring what is superseded',
    RENEWALS,
    PLAN,
    'filter((each) => at >= retiresAt(spec, stored, each))',
    'filter(() => at < stored.issuedAt)',
  ),
  mutant(
    'disabling the vault version of a retired secret',
    RENEWALS,
    RETIRE,
    'await vault.disable(name, version);',
    'void version;',
  ),
  mutant(
    'looking whole: adding a credential again at once when there was no answer',
    beginning({
      fates: fc.tuple(...[0, 1].map((nth) => fate('add a client secret', [nth, nth], 'error after'))),
    }),
    APPLY,
    'const add = (endsAt: Date) => registrations.addCredential(objectId, credentialMark(name), endsAt);',
    'const once = (endsAt: Date) => registrations.addCredential(objectId, credentialMark(name), endsAt);\n  const add = (endsAt: Date) => once(endsAt).catch(() => once(endsAt)).catch(() => once(endsAt));',
  ),
  mutant(
    'the fence of the lease around the document',
    ANY,
    'test/proof/storage.ts',
    'if (blob.lease?.id !== id || blob.lease.untilMs <= nowMs())',
    'if (id < 0)',
  ),
  mutant(
    'making sure of the lease before each action',
    renewal(
      {
        looks: often,
        fates: fc.array(fate('read the settings', [0, 40], 'stall', between(1, 6)), { minLength: 6, maxLength: 6 }),
      },
      { workers: between(2, 4) },
    ),
    RECONCILE,
    'held.assertHeld();',
    'void held;',
  ),
];
