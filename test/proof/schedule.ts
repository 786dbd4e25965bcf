/** What fast-check varies: one life of a connection, with everything that goes wrong in it. */
import fc from 'fast-check';
import type { LossKind } from '../world/chances';
import type { Operation } from '../world/operations';
import type { Probe } from '../world/world';
import { EDITS, type Edit } from './edit';

/** What becomes of one outside call. `late`: the caller gives up waiting, and then it takes effect after all. */
export const FATES = ['crash before', 'crash after', 'stall', 'unanswered', 'refused', 'error after', 'late'] as const;
export type FateKind = (typeof FATES)[number];

export interface Schedule {
  /** Of every chance taken while it is lived. */
  readonly seed: number;
  /** How many processes work at once. */
  readonly workers: number;
  /** Each begins with the provisioning, or else just before a renewal, and ends when nothing disturbs any more. */
  readonly phases: readonly Phase[];
  /** How far the clock of a process may be from the true time, in minutes, either way. */
  readonly skewMinutes: number;
  /** The longest until all of Entra knows of a change, in minutes; until then each answer may be old or new. */
  readonly lagMinutes: number;
  /** Chances per outside call. */
  readonly crashes: number;
  readonly stalls: number;
  readonly errors: number;
  /** The longest a process sleeps in its life, in hours. */
  readonly stallHours: number;
  /** Chance per held lease that its renewals fail from some moment on. */
  readonly lostLeases: number;
  /** Chance per event that it is lost, and as much that it comes twice. */
  readonly lostEvents: number;
  readonly loss: Loss;
  readonly probe: Probe;
}

export interface Phase {
  /** How long things go wrong. */
  readonly days: number;
  /** Looks beside those of the timer, in hours from the beginning. */
  readonly looks: readonly number[];
  /** When the connection is provisioned anew, with another display name, in hours from the beginning. */
  readonly requests: readonly number[];
  readonly outages: readonly Outage[];
  readonly edits: readonly PlannedEdit[];
  /** Beside those that come by chance. */
  readonly fates: readonly PlannedFate[];
}

/** Of the nth call of that operation in the phase, counted from 0 over all processes. */
export interface PlannedFate {
  readonly operation: Operation;
  readonly nth: number;
  readonly fate: FateKind;
  /** How long a stall takes. */
  readonly hours: number;
}

export interface Outage {
  /** `Key Vault writing`: it can be read, and stores nothing. */
  readonly system: 'EspoCRM' | 'Key Vault' | 'Key Vault writing' | 'Microsoft Graph' | 'Entra' | 'Storage';
  readonly fromHour: number;
  readonly hours: number;
}

export interface PlannedEdit {
  /** Comes just before the outside call of that number takes effect. */
  readonly call: number;
  readonly edit: Edit;
}

/** EspoCRM answers 200 and keeps nothing of a write, or only the public settings, or only the secret. */
export interface Loss {
  readonly rate: number;
  readonly kinds: readonly LossKind[];
}

/** Less than the overlap of seven days: a process that sleeps longer may bring back a secret that is gone. */
const LONGEST_STALL_HOURS = 150;

const chance = (most: number) => fc.integer({ min: 0, max: 100 }).map((percent) => (percent * most) / 100);

/** The calls whose fate decides most. */
const OPERATIONS = [
  'add a client secret',
  'store the client secret',
  'prove the client secret',
  'write the settings',
  'record the delivery',
  'remove a client secret',
  'disable a version of the client secret',
  'save the connection',
] as const satisfies readonly Operation[];

/** For each field an arbitrary of its own; the fields that are left out vary as far as they can. */
type Varied<T> = { readonly [K in keyof T]?: fc.Arbitrary<T[K]> };

const list = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number) => fc.array(arbitrary, { maxLength });

const ALL_FATES = fc.record<PlannedFate>({
  operation: fc.constantFrom(...OPERATIONS),
  nth: fc.integer({ min: 0, max: 3 }),
  fate: fc.constantFrom(...FATES),
  hours: fc.integer({ min: 1, max: LONGEST_STALL_HOURS }),
});

export const phases = (changes: Varied<Phase> = {}): fc.Arbitrary<Phase> =>
  fc.record<Phase>({
    days: fc.integer({ min: 1, max: 11 }),
    looks: list(fc.integer({ min: 0, max: 264 }), 6),
    requests: list(fc.integer({ min: 0, max: 264 }), 2),
    outages: list(
      fc.record({
        system: fc.constantFrom('EspoCRM', 'Key Vault', 'Key Vault writing', 'Microsoft Graph', 'Entra', 'Storage'),
        fromHour: fc.integer({ min: 0, max: 240 }),
        hours: fc.integer({ min: 1, max: 30 }),
      }),
      2,
    ),
    edits: list(fc.record({ call: fc.integer({ min: 0, max: 150 }), edit: fc.constantFrom(...EDITS) }), 2),
    fates: list(ALL_FATES, 3),
    ...changes,
  });

/** Nothing goes wrong by itself. */
export const QUIET = {
  looks: fc.constant([]),
  requests: fc.constant([]),
  outages: fc.constant([]),
  edits: fc.constant([]),
  fates: fc.constant([]),
} as const satisfies Varied<Phase>;

/** Nothing goes wrong by chance. */
export const STEADY = {
  crashes: fc.constant(0),
  stalls: fc.constant(0),
  errors: fc.constant(0),
  lostLeases: fc.constant(0),
  lostEvents: fc.constant(0),
  loss: fc.constant({ rate: 0, kinds: [] }),
} as const satisfies Varied<Schedule>;

const LOSSES: readonly Loss[] = [0, 0.01, 0.05, 0.2].map((rate) => ({ rate, kinds: ['whole', 'public'] }));

export const schedules = (changes: Varied<Schedule> = {}): fc.Arbitrary<Schedule> =>
  fc.record<Schedule>({
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
    workers: fc.integer({ min: 1, max: 4 }),
    phases: fc.array(phases(), { minLength: 1, maxLength: 3 }),
    skewMinutes: fc.integer({ min: 0, max: 2 }),
    lagMinutes: fc.integer({ min: 0, max: 10 }),
    crashes: chance(0.03),
    stalls: chance(0.02),
    errors: chance(0.04),
    stallHours: fc.integer({ min: 1, max: LONGEST_STALL_HOURS }),
    lostLeases: chance(0.3),
    lostEvents: chance(0.3),
    loss: fc.constantFrom(...LOSSES),
    probe: fc.constantFrom('tells', 'mute', 'off'),
    ...changes,
  });
