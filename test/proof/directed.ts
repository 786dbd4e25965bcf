/** Schedules that lead to where one rule matters: by chance alone that would take thousands. */
import fc from 'fast-check';
import type { Operation } from '../world/operations';
import type { Edit } from './edit';
import { type Outage, type PlannedFate, phases, QUIET, type Schedule, STEADY, schedules } from './schedule';

/** In hours: just after the first attempt. */
export const HALF_A_MINUTE = 1 / 120;

export const between = (min: number, max: number) => fc.integer({ min, max });
export const often = fc.array(between(0, 384), { minLength: 30, maxLength: 50 });
export const fate = (
  operation: Operation,
  nth: readonly [number, number],
  what: PlannedFate['fate'],
  hours = between(1, 1),
) =>
  fc.record<PlannedFate>({ operation: fc.constant(operation), nth: between(...nth), fate: fc.constant(what), hours });
export const outage = (system: Outage['system'], fromHour: fc.Arbitrary<number>, hours: number) =>
  fc.record<Outage>({ system: fc.constant(system), fromHour, hours: fc.constant(hours) });

export const edit = (call: fc.Arbitrary<number>, ...edits: readonly Edit[]) =>
  fc.tuple(fc.record({ call, edit: fc.constantFrom(...edits) }));

/** A quiet provisioning, then one renewal in which nothing goes wrong but this. */
export const renewal = (changes: Parameters<typeof phases>[0], others: Parameters<typeof schedules>[0] = {}) =>
  schedules({
    ...STEADY,
    phases: fc.tuple(
      phases({ ...QUIET, days: fc.constant(1) }),
      phases({ ...QUIET, days: fc.constant(12), ...changes }),
    ),
    ...others,
  });
/** The same from the first day of a connection on. */
export const beginning = (changes: Parameters<typeof phases>[0], others: Parameters<typeof schedules>[0] = {}) =>
  schedules({ ...STEADY, phases: fc.tuple(phases({ ...QUIET, ...changes })), ...others });

export const ANY = schedules();
export const RENEWALS = renewal({});
/** The write of the old secret arrives days after that of the new one, and no probe tells. */
export const LATE_WRITE = {
  fates: fc.tuple(fate('write the settings', [0, 0], 'stall', between(135, 149))),
  looks: often,
};
export const EDITED = (...edits: readonly Edit[]) =>
  renewal({ days: between(1, 3), edits: edit(between(5, 60), ...edits) });
/** Between the delivery before the old secret was retired and the next one, a week later. */
export const EDITED_LATE = (what: Edit, ...probes: readonly Schedule['probe'][]) =>
  renewal({ edits: edit(between(225, 255), what) }, { probe: fc.constantFrom(...probes) });
export const UNWRITABLE = beginning(
  { looks: often, days: fc.constant(3), outages: fc.tuple(outage('Key Vault writing', fc.constant(0), 60)) },
  { lagMinutes: fc.constant(10) },
);
/** Losses show where no probe mends them at once. */
export const LOSSES = renewal(
  { looks: often },
  { loss: fc.constant({ rate: 0.2, kinds: ['whole'] }), probe: fc.constantFrom('off', 'mute') },
);
