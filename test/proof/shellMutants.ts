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

export const SHELL_MUTANTS: readonly Mutant[] = [
  mutant(
    'stopping where the delivery fails, so that it retires without it',
    renewal({ ...LATE_WRITE, looks: fc.constant([]), outages: fc.tuple(outage('Entra', between(90, 150), 150)) }),
    'takeTurn',
    'await course.act(action, seen, run)',
    "await course.act(action, seen, run).catch((error) => {\n if (action.kind !== 'deliver') throw error;\n return run;\n })",
  ),
  mutant(
    'the mark: credentials of others count as its own',
    EDITED('Entra: a foreign credential added'),
    'sortCredentials > isOurs',
    'displayName === credentialMark(connection)',
    'displayName !== undefined',
  ),
  mutant(
    'the mark: vault versions of others count as its own',
    EDITED('Key Vault: a foreign version added'),
    'tagsSchema',
    'z.literal(PRODUCT)',
    'z.string()',
  ),
  mutant(
    'a whole view: what Key Vault could not list counts as absent',
    renewal({ fates: fc.tuple(fate('list the versions of the client secret', [0, 3], 'refused')), looks: often }),
    'observe',
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
        within: 'issue',
        code: 'const issued = await addCredential(objectId, spec, registrations, clock);',
        instead:
          'const askedAt = clock.now(); const issued = await addCredential(objectId, spec, registrations, clock);',
      },
      { within: 'issue', code: 'issuedAt: clock.now()', instead: 'issuedAt: askedAt' },
    ],
  },
  mutant(
    'proving the secret at Entra before it is delivered',
    beginning({}, { lagMinutes: between(1, 10) }),
    'prepare',
    'if (!isAccepted) throw await notAccepted({ spec, seen, ports });',
    '',
  ),
  {
    without: 'storing the secret before it is delivered',
    shownBy: RENEWALS,
    mutations: [
      {
        within: 'issue',
        code: 'await vault.store(spec.name, issued.secret, record);',
        instead: `
          const session = await ports.espocrm.signIn(spec, await vault.readAdmin(spec.name));
          await session.write({}, issued.secret);
          await session.readBack();
          await session.close();
          await vault.store(spec.name, issued.secret, record);`,
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
    'issue',
    'wasRefused(error)',
    'true',
  ),
  mutant(
    'waiting before a credential is added that could not be stored',
    UNWRITABLE,
    'unhurried',
    "new Failure({ ...error.facts, retry: 'later' })",
    'new Failure(error.facts)',
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
    'isTooSoon',
    "actionsOf(next)[0]?.kind === 'issue'",
    "actionsOf(next)[0]?.kind === 'retire'",
  ),
  mutant(
    'delivering before it is marked as delivered',
    renewal({ looks: often }, { loss: fc.constant({ rate: 0.2, kinds: ['whole'] }) }),
    'deliver',
    'await session.write(settings, secret);',
    'await vault.markDelivered(spec.name, stored, clock.now()); await session.write(settings, secret);',
  ),
  mutant(
    'reading back what EspoCRM was given',
    LOSSES,
    'sessionFrom > readBack',
    'if (lost.length > 0) throw notKept(lost);',
    '',
  ),
  mutant(
    'turning the order of the scopes, so that a lost write shows',
    LOSSES,
    'sessionFrom',
    "markedSettings(settings, before['oidcScopes'])",
    'settings',
  ),
  mutant(
    'asking EspoCRM every day to use its secret',
    EDITED_LATE('EspoCRM: secret overwritten', 'tells'),
    'isConfirmationDue',
    '!confirmedAt || at >= later(confirmedAt, CONFIRM_EVERY)',
    'false',
  ),
  mutant(
    'disabling the vault version of a retired secret',
    RENEWALS,
    'retire',
    'await vault.disable(spec.name, version);',
    'void version;',
  ),
  mutant(
    'looking whole: adding a credential again at once when there was no answer',
    beginning({
      fates: fc.tuple(...[0, 1].map((nth) => fate('add a client secret', [nth, nth], 'error after'))),
    }),
    'addCredential',
    'const add = (endsAt: Date) => registrations.addCredential(objectId, credentialMark(name), endsAt);',
    `const once = (endsAt: Date) => registrations.addCredential(objectId, credentialMark(name), endsAt);
    const add = (endsAt: Date) => once(endsAt).catch(() => once(endsAt)).catch(() => once(endsAt));`,
  ),
  mutant(
    'the fence of the lease around the document',
    ANY,
    'createConnections > fence',
    'blob.lease?.id !== id || blob.lease.untilMs <= nowMs()',
    'id < 0',
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
    'takeTurn',
    'leased.assertLeased();',
    '',
  ),
];
