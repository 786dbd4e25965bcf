/** The rules that decide what is done and when: the plan without each of them. */
import fc from 'fast-check';
import {
  beginning,
  between,
  EDITED,
  EDITED_LATE,
  edit,
  fate,
  LATE_WRITE,
  often,
  outage,
  RENEWALS,
  renewal,
  UNWRITABLE,
} from './directed';
import type { Edit } from './edit';
import { type Mutant, mutant } from './mutant';

const PLAN = 'src/core/decide/plan.ts';
const SUPERSEDED = 'src/core/decide/superseded.ts';

export const PLAN_MUTANTS: readonly Mutant[] = [
  mutant(
    'delivering the current secret again before one is retired',
    renewal(LATE_WRITE),
    PLAN,
    "{ kind: 'deliver', reason, version, keyId }, ...retiring.map(retire)",
    "...(reason === 'before-retiring' ? [] : [{ kind: 'deliver' as const, reason, version, keyId }]), ...retiring.map(retire)",
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
    'a grace period for a credential that the vault names and Graph does not list yet',
    renewal({ looks: often }, { lagMinutes: fc.constant(10) }),
    PLAN,
    'if (!isListed(registration, stored) && at >= later(stored.issuedAt, LISTING_GRACE))',
    'if (!isListed(registration, stored))',
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
    "if (!stored || cause === 'revoked' || cause === 'unusable')",
    'if (!stored)',
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
    'mending settings that somebody changed',
    EDITED_LATE('EspoCRM: method switched back', 'off', 'mute'),
    PLAN,
    "if (Object.keys(drifted(spec, registration, seen)).length > 0) return 'drifted';",
    '',
  ),
  mutant(
    'replacing a secret that Entra refuses',
    EDITED('Key Vault: value overwritten'),
    PLAN,
    "if (stored.refusedAt) return 'unusable';",
    '',
  ),
  mutant('the limit of its credentials', UNWRITABLE, PLAN, 'if (cause && !tooMany) return', 'if (cause) return'),
  mutant(
    'retiring what is superseded',
    RENEWALS,
    PLAN,
    'filter((each) => at >= retiresAt(spec, stored, each))',
    'filter(() => at < stored.issuedAt)',
  ),
];
