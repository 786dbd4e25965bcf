/** Every rule that keeps users signed in, and the product's code without it. */
import type { Mutation } from './buildLife';
import type { Limits } from './schedule';

export interface Mutant {
  /** What the code no longer does; the rule of docs/architecture.md it breaks can be read from it. */
  readonly without: string;
  readonly mutations: readonly Mutation[];
  /** Where to look: which schedules can show it at all. */
  readonly limits?: Limits;
}

const PLAN = 'src/core/plan.ts';
const APPLY = 'src/reconcile/apply.ts';
const RETIRE = 'src/reconcile/retire.ts';
const RECONCILE = 'src/reconcile/reconcile.ts';
const TAGS = 'src/adapters/secretTags.ts';
const ESPOCRM = 'src/adapters/espocrm.ts';
const REGISTRATION = 'test/proof/entra.ts';

const mutant = (without: string, file: string, code: string, instead: string, limits?: Limits): Mutant => ({
  without,
  mutations: [{ file, code, instead }],
  ...(limits ? { limits } : {}),
});

/** Losses show where no hand disturbs and no probe mends them at once. */
const LOSSES: Limits = { losses: [{ rate: 0.2, kinds: ['whole'] }], probes: ['off', 'mute'], edits: false };
const NO_EDITS: Limits = { edits: false };

export const MUTANTS: readonly Mutant[] = [
  mutant(
    'delivering the current secret again before one is retired',
    PLAN,
    "{ kind: 'deliver', reason, version, keyId }, ...retiring.map(retire)",
    "...(reason === 'before-retiring' ? [] : [{ kind: 'deliver' as const, reason, version, keyId }]), ...retiring.map(retire)",
  ),
  mutant(
    'stopping at the first action that fails, so that it retires without the delivery',
    RECONCILE,
    'const heldSecret = await apply(action, held.spec(), seen, outside);',
    "const heldSecret = await apply(action, held.spec(), seen, outside).catch(() => 'unknown' as const);",
  ),
  mutant(
    'retiring after the delivery, not before it',
    PLAN,
    "{ kind: 'deliver', reason, version, keyId }, ...retiring.map(retire)",
    "...retiring.map(retire), { kind: 'deliver', reason, version, keyId }",
  ),
  mutant(
    'an overlap of the old secret with the new one',
    PLAN,
    'return later(startsAt > inUseSince ? startsAt : inUseSince, spec.secret.overlap);',
    'return startsAt > inUseSince ? startsAt : inUseSince;',
  ),
  mutant(
    'counting the overlap from the first delivery of the successor',
    PLAN,
    'if (!inUseSince) return NEVER;\n  return later(startsAt > inUseSince ? startsAt : inUseSince, spec.secret.overlap);',
    'return later(startsAt, spec.secret.overlap);',
  ),
  mutant(
    'counting the overlap of a credential from its own start too',
    PLAN,
    'startsAt > inUseSince ? startsAt : inUseSince',
    'inUseSince',
  ),
  mutant(
    'the mark: credentials of others count as its own',
    REGISTRATION,
    'truth.credentials.filter((each) => each.displayName === credentialMark(connection))',
    'truth.credentials',
  ),
  mutant(
    'the mark: vault versions of others count as its own',
    TAGS,
    'ManagedBy: z.literal(PRODUCT)',
    'ManagedBy: z.string()',
  ),
  mutant(
    'a grace period for a credential that the vault names and Graph does not list yet',
    PLAN,
    'if (!listed && at >= later(stored.issuedAt, LISTING_GRACE))',
    'if (!listed)',
    NO_EDITS,
  ),
  mutant('noticing that its secret was revoked', PLAN, "return 'revoked';", 'return undefined;'),
  mutant(
    'renewing before the expiry',
    PLAN,
    "return at >= renewalDue(spec, stored) ? 'expiring' : undefined;",
    "return at >= stored.expiresAt ? 'expiring' : undefined;",
  ),
  mutant(
    'waiting for a new secret to reach all of Entra while the old one works',
    PLAN,
    'if (until) return',
    'if (until && !stored) return',
    NO_EDITS,
  ),
  mutant(
    'proving the secret at Entra before it is delivered',
    APPLY,
    'if (!(await signIn.accepts(appId, secret))) throw notAccepted(seen);',
    'await signIn.accepts(appId, secret);',
  ),
  {
    without: 'storing the secret before it is delivered',
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
    'delivering before it is marked as delivered',
    APPLY,
    '  await espocrm.deliver(spec.espocrmUrl, admin, settings, secret);',
    '  await vault.markDelivered(spec.name, version, clock.now());\n  await espocrm.deliver(spec.espocrmUrl, admin, settings, secret);',
  ),
  mutant(
    'reading back what EspoCRM was given',
    ESPOCRM,
    'if (lost.length > 0) throw notKept(lost);',
    'if (lost.length > 99) throw notKept(lost);',
    LOSSES,
  ),
  mutant(
    'turning the order of the scopes, so that a lost write shows',
    ESPOCRM,
    "const marked = markedSettings(settings, before['oidcScopes']);",
    'const marked = settings;',
    LOSSES,
  ),
  mutant(
    'delivering again from time to time what cannot be read back',
    PLAN,
    "return seen.at >= refreshDue(stored.deliveredAt, stored.inUseSince) ? 'refresh' : undefined;",
    'return undefined;',
    { probes: ['off', 'mute'] },
  ),
  mutant(
    'asking EspoCRM every day to use its secret',
    RECONCILE,
    'return !confirmedAt || at >= later(confirmedAt, PROBE_EVERY);',
    'return false;',
    { probes: ['tells'] },
  ),
  mutant(
    'mending settings that somebody changed',
    PLAN,
    "if (Object.keys(drift).length > 0 || seen.heldSecret === 'refused') return 'drifted';",
    "if (seen.heldSecret === 'refused') return 'drifted';",
  ),
  mutant('the limit of its credentials', PLAN, 'if (cause && !tooMany) return', 'if (cause) return'),
  mutant(
    'retiring what is superseded',
    PLAN,
    'filter((each) => at >= retiresAt(spec, stored, each))',
    'filter(() => at < stored.issuedAt)',
  ),
  mutant(
    'disabling the vault version of a retired secret',
    RETIRE,
    'await vault.disable(name, version);',
    'void version;',
  ),
  mutant(
    'looking whole: adding a credential again at once when there was no answer',
    APPLY,
    'const issued = await registrations.addCredential(objectId, credentialMark(spec.name), endsAt);',
    'const add = () => registrations.addCredential(objectId, credentialMark(spec.name), endsAt);\n  const issued = await add().catch(add).catch(add);',
  ),
  mutant(
    'the fence of the lease around the document',
    'test/proof/storage.ts',
    'if (blob.lease?.id !== id || blob.lease.untilMs <= nowMs())',
    'if (id < 0)',
  ),
];
