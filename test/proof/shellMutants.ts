/** The rules of how it is done: looking, acting and adapters without each of them. */
import fc from 'fast-check';
import {
  ANY,
  beginning,
  between,
  EDITED,
  EDITED_LATE,
  fate,
  HALF_A_MINUTE,
  LATE_WRITE,
  LOSSES,
  often,
  outage,
  RENEWALS,
  renewal,
  UNWRITABLE,
} from './directed';
import { type Mutant, mutant } from './mutant';

const APPLY = 'src/reconcile/apply.ts';
const DELIVER = 'src/reconcile/deliver.ts';
const ADD_CREDENTIAL = 'src/reconcile/addCredential.ts';
const OBSERVE = 'src/reconcile/observe.ts';
const RETIRE = 'src/reconcile/retire.ts';
const RECONCILE = 'src/reconcile/reconcile.ts';
const TAGS = 'src/adapters/keyVault/secretTags.ts';
const ESPOCRM = 'src/adapters/espocrm/espocrm.ts';
const ESPOCRM_WRITE = 'src/adapters/espocrm/espocrmWrite.ts';
const REGISTRATION = 'test/world/entra.ts';

export const SHELL_MUTANTS: readonly Mutant[] = [
  mutant(
    'stopping where the delivery fails, so that it retires without it',
    renewal({ ...LATE_WRITE, looks: fc.constant([]), outages: fc.tuple(outage('Entra', between(90, 150), 150)) }),
    RECONCILE,
    'const heldSecret = await apply(action, held.spec(), seen, outside);',
    "const heldSecret = await apply(action, held.spec(), seen, outside).catch((error) => {\n      if (action.kind !== 'deliver') throw error;\n      return 'unknown' as const;\n    });",
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
    'vault.readVersions(name)',
    'vault.readVersions(name).catch(() => [])',
  ),
  {
    without: "counting a secret's age from the answer of Entra",
    shownBy: renewal(
      { fates: fc.tuple(fate('add a client secret', [0, 0], 'stall', between(1, 5))), looks: often },
      { workers: fc.constant(1), lagMinutes: fc.constant(10) },
    ),
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
    DELIVER,
    'if (!isAccepted) throw await notAccepted(spec, stored, seen, vault);',
    'void isAccepted;',
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
          "    const delivery = Promise.resolve({ settings: {}, secret: issued.secret });\n    await espocrm.deliver(spec, await vault.readAdmin(spec.name), delivery, async () => 'unknown');\n    await vault.store(spec.name, issued.secret, record);",
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
    DELIVER,
    '  const { heldSecret, signedOut } = await espocrm.deliver(',
    '  await vault.markDelivered(spec.name, stored, clock.now());\n  const { heldSecret, signedOut } = await espocrm.deliver(',
  ),
  mutant(
    'reading back what EspoCRM was given',
    LOSSES,
    ESPOCRM_WRITE,
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
    'asking EspoCRM every day to use its secret',
    EDITED_LATE('EspoCRM: secret overwritten', 'tells'),
    RECONCILE,
    'return !confirmedAt || at >= later(confirmedAt, PROBE_EVERY);',
    'return false;',
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
    ADD_CREDENTIAL,
    'const add = (endsAt: Date) => registrations.addCredential(objectId, credentialMark(name), endsAt);',
    'const once = (endsAt: Date) => registrations.addCredential(objectId, credentialMark(name), endsAt);\n  const add = (endsAt: Date) => once(endsAt).catch(() => once(endsAt)).catch(() => once(endsAt));',
  ),
  mutant(
    'the fence of the lease around the document',
    ANY,
    'test/world/storage.ts',
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
    'held.assertLeased();',
    'void held;',
  ),
];
