/** The chances of one schedule, and what has come of them. Outside a phase nothing goes wrong. */
import type { Random } from '../../sandbox/kit/random';
import type { LossKind, Outage, Phase, PlannedEdit, Schedule } from './schedule';

/** What becomes of one outside call. `late`: the caller gives up waiting, and then it takes effect after all. */
export type Fate =
  | 'well'
  | 'crash before'
  | 'crash after'
  | 'stall'
  | 'unanswered'
  | 'refused'
  | 'error after'
  | 'late';

export interface Counts {
  calls: number;
  crashes: number;
  stalls: number;
  errors: number;
  lostWrites: number;
  lostLeases: number;
  edits: number;
}

export interface Chances {
  readonly counts: Counts;
  readonly random: Random;
  begin(phase: Phase, nowMs: number): void;
  end(): void;
  fate(operation: string): Fate;
  isDown(system: string, operation: string, nowMs: number): boolean;
  lossOfWrite(): LossKind | undefined;
  losesLease(): boolean;
  /** How often an event arrives: usually once. */
  arrivals(): number;
  stallMs(): number;
  /** All stalls of one process together. */
  readonly longestSleepMs: number;
  skewMs(): number;
  /** The edits by hand that come before this call takes effect. */
  editsDue(): readonly PlannedEdit[];
}

const HOUR_MS = 3_600_000;

export function createChances(schedule: Schedule, random: Random): Chances {
  const counts: Counts = { calls: 0, crashes: 0, stalls: 0, errors: 0, lostWrites: 0, lostLeases: 0, edits: 0 };
  let phase: Phase | undefined;
  let startMs = 0;
  let callsInPhase = 0;
  const { crashes, errors, loss } = schedule;
  const happens = (chance: number) => phase !== undefined && random.next() < chance;
  const counted = (what: 'crashes' | 'stalls' | 'errors', fate: Fate): Fate => {
    counts[what] += 1;
    return fate;
  };
  const concerns = (outage: Outage, system: string, operation: string) =>
    outage.system === system || (outage.system === 'Key Vault writing' && operation === 'store the client secret');
  const isIn = ({ fromHour, hours }: Outage, nowMs: number) =>
    nowMs >= startMs + fromHour * HOUR_MS && nowMs < startMs + (fromHour + hours) * HOUR_MS;

  return {
    counts,
    random,
    begin(next, nowMs) {
      phase = next;
      startMs = nowMs;
      callsInPhase = 0;
    },
    end() {
      phase = undefined;
    },
    fate(operation) {
      counts.calls += 1;
      if (!phase) return 'well';
      const stalls = schedule.stalls * (operation === 'write the settings' ? 10 : 1);
      const drawn = random.next();
      if (drawn < crashes) return counted('crashes', random.next() < 0.5 ? 'crash before' : 'crash after');
      if (drawn < crashes + stalls) return counted('stalls', 'stall');
      if (drawn >= crashes + stalls + errors) return 'well';
      const kinds = ['unanswered', 'refused', 'error after', 'late'] as const;
      return counted('errors', kinds[random.integer(kinds.length)] ?? 'well');
    },
    isDown: (system, operation, nowMs) =>
      phase?.outages.some((outage) => concerns(outage, system, operation) && isIn(outage, nowMs)) ?? false,
    lossOfWrite() {
      if (!happens(loss.rate)) return undefined;
      counts.lostWrites += 1;
      return loss.kinds[random.integer(loss.kinds.length)];
    },
    losesLease() {
      const loses = happens(schedule.lostLeases);
      if (loses) counts.lostLeases += 1;
      return loses;
    },
    arrivals() {
      if (happens(schedule.lostEvents)) return 0;
      return happens(schedule.lostEvents) ? 2 : 1;
    },
    longestSleepMs: schedule.stallHours * HOUR_MS,
    stallMs: () => Math.floor(random.next() ** 2 * schedule.stallHours * HOUR_MS),
    skewMs: () => Math.floor((random.next() * 2 - 1) * schedule.skewMinutes * 60_000),
    editsDue() {
      const due = phase?.edits.filter(({ call }) => call === callsInPhase) ?? [];
      callsInPhase += 1;
      counts.edits += due.length;
      return due;
    },
  };
}
