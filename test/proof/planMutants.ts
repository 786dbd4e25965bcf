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

export const PLAN_MUTANTS: readonly Mutant[] = [
  mutant(
    'delivering the current secret again before one is retired',
    renewal(LATE_WRITE),
    'planDelivery',
    "{ kind: 'deliver', reason, version, keyId }",
    "...(reason === 'before-retiring' ? [] : [{ kind: 'deliver' as const, reason, version, keyId }])",
  ),
  mutant(
    'retiring after the delivery, not before it',
    renewal(LATE_WRITE),
    'planDelivery',
    "act(at, problems, { kind: 'deliver', reason, version, keyId }, ...retiring.map(retire))",
    "act(at, problems, ...retiring.map(retire), { kind: 'deliver', reason, version, keyId })",
  ),
  mutant(
    'an overlap of the old secret with the new one',
    renewal(LATE_WRITE),
    'retiresAt',
    'later(startsAt > inUseSince ? startsAt : inUseSince, spec.secret.overlap)',
    '(startsAt > inUseSince ? startsAt : inUseSince)',
  ),
  {
    without: 'counting the overlap from the first delivery of the successor',
    shownBy: renewal(LATE_WRITE),
    mutations: [
      { within: 'retiresAt', code: 'if (!inUseSince) return NEVER;', instead: '' },
      {
        within: 'retiresAt',
        code: "if (isReplaced(spec, keyId) && spec.rotation?.revoke !== 'after-overlap') return inUseSince;",
        instead: '',
      },
      { within: 'retiresAt', code: 'startsAt > inUseSince ? startsAt : inUseSince', instead: 'startsAt' },
    ],
  },
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
    'retiresAt',
    'startsAt > inUseSince ? startsAt : inUseSince',
    'inUseSince',
  ),
  mutant(
    'a grace period for a credential that the vault names and Graph does not list yet',
    renewal({ looks: often }, { lagMinutes: fc.constant(10) }),
    'issueReason',
    '!isListed({ ...seen, stored }) && seen.at >= later(stored.issuedAt, CREDENTIAL_LISTED)',
    '!isListed({ ...seen, stored })',
  ),
  mutant(
    'noticing that its secret was revoked',
    EDITED('Entra: a credential of ours removed'),
    'issueReason',
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
    'planSecrets',
    "!stored || cause === 'revoked' || cause === 'unusable'",
    '!stored',
  ),
  mutant(
    'renewing before the expiry',
    RENEWALS,
    'issueReason',
    'seen.at >= renewalDue(spec, stored)',
    'seen.at >= stored.expiresAt',
  ),
  mutant(
    'waiting for a new secret to reach all of Entra while the old one works',
    renewal({ looks: often }, { lagMinutes: fc.constant(10) }),
    'planDelivery',
    "if (until) return rest('wait', problems, until);",
    '',
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
    'deliverableAt',
    'new Set([...seen.superseded, ...registration.otherCredentials].map(({ keyId }) => keyId))',
    'new Set(seen.superseded.filter(({ inUseSince }) => inUseSince).map(({ keyId }) => keyId))',
  ),
  mutant(
    'delivering again from time to time what cannot be read back',
    beginning(
      { days: between(1, 2), looks: often, edits: edit(between(30, 60), 'EspoCRM: secret overwritten') },
      { probe: fc.constantFrom('off', 'mute') },
    ),
    'deliverReason',
    "seen.at >= refreshDue(stored.deliveredAt, stored.inUseSince) ? 'refresh' : undefined",
    'undefined',
  ),
  mutant(
    'mending settings that somebody changed',
    EDITED_LATE('EspoCRM: method switched back', 'off', 'mute'),
    'deliverReason',
    "if (Object.keys(drifted(spec, seen)).length > 0) return 'drifted';",
    '',
  ),
  mutant(
    'replacing a secret that Entra refuses',
    EDITED('Key Vault: value overwritten'),
    'issueReason',
    "if (stored.refusedAt) return 'unusable';",
    '',
  ),
  mutant('the limit of its credentials', UNWRITABLE, 'planSecrets', 'cause && !tooMany', 'cause'),
  mutant(
    'retiring what is superseded',
    RENEWALS,
    'planDelivery',
    'at >= retiresAt(spec, stored, each)',
    'at < stored.issuedAt',
  ),
];
