/** What fast-check varies: one life of a connection, with everything that goes wrong in it. */
import fc from 'fast-check';
import { EDITS, type Edit } from './edit';

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
  /** What a sign-in with a made-up code shows: whether the secret is accepted, nothing, or it is switched off. */
  readonly probe: 'tells' | 'mute' | 'off';
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
export type LossKind = 'whole' | 'secret' | 'public';

/** Less than the overlap of seven days: a process that sleeps longer may bring back a secret that is gone. */
const LONGEST_STALL_HOURS = 150;

const chance = (most: number) => fc.integer({ min: 0, max: 100 }).map((percent) => (percent * most) / 100);

const phases: fc.Arbitrary<Phase> = fc.record({
  days: fc.integer({ min: 1, max: 11 }),
  looks: fc.array(fc.integer({ min: 0, max: 264 }), { maxLength: 6 }),
  requests: fc.array(fc.integer({ min: 0, max: 264 }), { maxLength: 2 }),
  outages: fc.array(
    fc.record({
      system: fc.constantFrom('EspoCRM', 'Key Vault', 'Key Vault writing', 'Microsoft Graph', 'Entra', 'Storage'),
      fromHour: fc.integer({ min: 0, max: 240 }),
      hours: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 2 },
  ),
  edits: fc.array(fc.record({ call: fc.integer({ min: 0, max: 150 }), edit: fc.constantFrom(...EDITS) }), {
    maxLength: 2,
  }),
});

export interface Limits {
  readonly losses?: readonly Loss[];
  readonly probes?: readonly Schedule['probe'][];
  /** Whether an administrator edits things by hand. */
  readonly edits?: boolean;
  /** Whether processes stall, lose their lease or give up waiting for what takes effect after all. */
  readonly races?: boolean;
}

const WHOLE_LOSSES: readonly Loss[] = [0, 0.01, 0.05, 0.2].map((rate) => ({ rate, kinds: ['whole', 'public'] }));

export function schedules({ losses = WHOLE_LOSSES, probes = ['tells', 'mute', 'off'], edits = true, races = true }: Limits = {}) {
  const racy = (most: number) => (races ? chance(most) : fc.constant(0));
  return fc.record<Schedule>({
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
    workers: fc.integer({ min: 1, max: 4 }),
    phases: fc.array(edits ? phases : phases.map((phase) => ({ ...phase, edits: [] })), { minLength: 1, maxLength: 3 }),
    skewMinutes: fc.integer({ min: 0, max: 2 }),
    lagMinutes: fc.integer({ min: 0, max: 10 }),
    crashes: chance(0.03),
    stalls: racy(0.02),
    errors: racy(0.04),
    stallHours: fc.integer({ min: 1, max: LONGEST_STALL_HOURS }),
    lostLeases: racy(0.3),
    lostEvents: chance(0.3),
    loss: fc.constantFrom(...losses),
    probe: fc.constantFrom(...probes),
  });
}
